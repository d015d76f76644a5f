// `npm test`: sets up what the tests need and runs all of them: unit, real engine, real browser.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build, environment, fail, install, requireNode, root, tryRun } from './lib/prepare.mjs';

requireNode();
install();
build();
installBrowser();

const folder = mkdtempSync(join(tmpdir(), 'maple-test-'));
const report = join(folder, 'report.json');
const code = tryRun(
  'vitest',
  ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`, ...process.argv.slice(2)],
  { env: environment({ NODE_ENV: 'test' }) },
);
const counts = existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')) : undefined;
rmSync(folder, { recursive: true, force: true });
if (!counts) fail('The test runner ended without a report.');
// A file that cannot be loaded has no tests to fail, and is a failure all the same.
const unloadable = counts.testResults.filter(
  (file) => file.status === 'failed' && file.assertionResults.length === 0,
);
for (const { name, assertionResults } of counts.testResults)
  for (const { status, fullName, failureMessages } of assertionResults)
    if (status === 'passed' && failureMessages.length > 0)
      process.stdout.write(`passed at the second try: ${name}: ${fullName}\n${failureMessages[0]}\n`);
process.stdout.write(
  `${counts.numPassedTests} passed, ${counts.numFailedTests + unloadable.length} failed\n`,
);
process.exit(code);

/** The browser tests need a Chromium: the one that is there, else Debian's, else Playwright's own download. */
function installBrowser() {
  const found = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].some(existsSync);
  if (found || process.env.MAPLE_TEST_BROWSER) return;
  process.stderr.write('Installing a browser for the tests …\n');
  if (existsSync('/usr/bin/apt-get') && process.getuid?.() === 0) {
    const quiet = { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] };
    spawnSync('apt-get', ['update', '-qq'], quiet);
    const result = spawnSync(
      'apt-get',
      ['install', '-y', '-qq', '--no-install-recommends', 'chromium', 'fonts-dejavu-core'],
      { ...quiet, env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } },
    );
    if (result.status === 0) return;
  }
  if (tryRun('playwright-core', ['install', 'chromium-headless-shell']) !== 0)
    fail('No browser for the tests. Install Chromium, or name one in MAPLE_TEST_BROWSER.');
}

// `npm run check`: format, lint, types, import directions, dead code and unit tests, in under a minute.
import { build, install, requireNode, tryRun } from './lib/prepare.mjs';

requireNode();
install();
// The build writes the route tree that the types need, and fails on imports across the server boundary.
build();

const steps = [
  ['format and lint', 'biome', ['check', '--error-on-warnings']],
  ['types', 'tsc', ['-p', '.']],
  ['import directions', 'node', ['scripts/imports.ts']],
  ['dead code', 'knip', ['--no-progress']],
  ['unit tests', 'vitest', ['run', '--project', 'unit', '--reporter=default', '--silent']],
];
const failed = [];
for (const [name, command, args] of steps) {
  const start = performance.now();
  const code = tryRun(command, args);
  process.stderr.write(
    `${code === 0 ? 'ok  ' : 'FAIL'} ${name} (${((performance.now() - start) / 1000).toFixed(1)} s)\n`,
  );
  if (code !== 0) failed.push(name);
}
if (failed.length > 0) process.exit(1);

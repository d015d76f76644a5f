// Nothing in the sources takes a text for HTML, for code or for a command of the system.
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');

const SINKS: readonly [string, RegExp][] = [
  ['HTML', /\bdangerouslySetInnerHTML\b|\.(?:inner|outer)HTML\s*=(?!=)|\binsertAdjacentHTML\b|\bsrcDoc\b/],
  ['HTML', /\bdocument\.write(?:ln)?\(|\bcreateContextualFragment\b|\bsetHTMLUnsafe\b|\bparseHTMLUnsafe\b/],
  ['code', /(?<![\w.])eval\s*\(|\bnew Function\s*\(|\bset(?:Timeout|Interval)\(\s*['"`]|\brunIn\w*Context\(/],
  ['a command', /(?<![\w.])exec(?:Sync)?\s*\(|\bshell:\s*true\b/],
  ['an address of code', /['"`]javascript:/i],
];

function findings(text: string): string[] {
  const code = text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '$1');
  return SINKS.flatMap(([kind, pattern]) => {
    const match = pattern.exec(code);
    return match ? [`${kind}: ${match[0]}`] : [];
  });
}

/** Texts that tests try on the guard of SQL. */
const ATTACKS = 'app/lib/clickhouse/guard-attacks.ts';

test('the sources have none', () => {
  const files = readdirSync(join(root, 'app'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name) && !/\.test\.tsx?$/.test(entry.name))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .filter((file) => file !== ATTACKS);
  expect(files.length).toBeGreaterThan(300);
  const found = files.flatMap((file) =>
    findings(readFileSync(join(root, file), 'utf8')).map((finding) => `${file}: ${finding}`),
  );
  expect(found).toEqual([]);
});

test.each([
  '<div dangerouslySetInnerHTML={{ __html: text }} />',
  'element.innerHTML = text;',
  "element.insertAdjacentHTML('beforeend', text);",
  'eval(text)',
  "new Function('x', text)",
  "setTimeout('run()', 1)",
  "exec('ls ' + text)",
  "spawn('ls', { shell: true })",
  'const href = "javascript:void(0)";',
])('%s is one', (text) => expect(findings(text)).toHaveLength(1));

test.each([
  'regex.exec(text)',
  'sqlite.exec(text)',
  'medieval(text)',
  'if (a.innerHTML === b) {}',
  '// eval(text)',
])('%s is none', (text) => expect(findings(text)).toEqual([]));

// The import-direction check: routes → components → features → machinery → pure, and never back or sideways.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { violation } from './lib/directions.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const IMPORT = /(?:\bfrom\s+|\bimport\s+|\bimport\()\s*['"]([^'"]+)['"]/g;

const found: string[] = [];
for (const entry of readdirSync(join(root, 'app'), { recursive: true, withFileTypes: true })) {
  if (!entry.isFile() || !/\.tsx?$/.test(entry.name) || entry.name.endsWith('.gen.ts')) continue;
  const path = join(entry.parentPath, entry.name);
  const file = relative(root, path);
  const text = readFileSync(path, 'utf8');
  for (const match of text.matchAll(IMPORT)) {
    if (/\.css\b/.test(match[1] ?? '')) continue;
    const problem = violation(file, resolve(path, match[1] ?? ''));
    if (problem) found.push(`${file}: ${problem}`);
  }
  if (file !== 'app/lib/config.server.ts' && !isTest(file) && /\bprocess\.env\b/.test(text))
    found.push(`${file}: only app/lib/config.server.ts reads process.env`);
}

for (const line of found) console.error(line);
if (found.length > 0) process.exit(1);

/** A path from the root for the project's own files, the package's name for others. */
function resolve(from: string, specifier: string): string {
  if (specifier.startsWith('.')) return relative(root, join(dirname(from), specifier));
  if (specifier.startsWith('#')) return specifier.slice(1);
  return specifier;
}

function isTest(file: string): boolean {
  return /\.test\.tsx?$/.test(file) || file.endsWith('/testing.ts');
}

// `npm run bench`: every benchmark, one after the other, each figure as a ratio to its reference of the same run.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const ALL = [
  'start',
  'otlp-decode',
  'ingest',
  'search',
  'logs',
  'traces',
  'compile',
  'keys',
  'schema',
  'layout',
  'services',
  'trace-model',
  'traces-layout',
  'neighbours',
  'teams',
];

const wanted = process.argv.slice(2).filter((name) => ALL.includes(name));
const missed: string[] = [];
for (const name of wanted.length > 0 ? wanted : ALL) {
  console.log(`\n== ${name}`);
  const { status } = spawnSync(process.execPath, [join(import.meta.dirname, `${name}.ts`)], {
    stdio: 'inherit',
  });
  if (status !== 0) missed.push(name);
}
if (missed.length > 0) {
  console.error(`\nShort of their targets: ${missed.join(', ')}`);
  process.exitCode = 1;
}

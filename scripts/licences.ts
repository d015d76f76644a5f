// Writes the list of packages that Maple is made of, with their licences, for the page "About". Run it when dependencies change.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LICENCES_FILE, packagesOf } from './lib/licences.ts';

const root = join(import.meta.dirname, '..');
const packages = packagesOf(root);
const lines = packages.map(
  (one) =>
    `  ${JSON.stringify(one).replaceAll('":"', '": "').replaceAll('","', '", "').replace('{', '{ ').replace(/\}$/, ' }')}`,
);
writeFileSync(join(root, LICENCES_FILE), `[\n${lines.join(',\n')}\n]\n`);
console.log(`${packages.length} packages`);

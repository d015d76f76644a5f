// The list of the page "About" is of what is installed, and nothing in it obliges those who run or change Maple.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { LICENCES_FILE, packagesOf } from './licences.ts';

const root = join(import.meta.dirname, '../..');
const PERMISSIVE =
  /^(?:MIT|MIT-0|ISC|BSD|BSD-2-Clause|BSD-3-Clause|0BSD|Apache-2\.0|BlueOak-1\.0\.0|CC0-1\.0|CC-BY-4\.0|Unlicense|Python-2\.0|Zlib|WTFPL)$/;

test('the list is that of the lock file: run `node scripts/licences.ts` after changing dependencies', () => {
  expect(JSON.parse(readFileSync(join(root, LICENCES_FILE), 'utf8'))).toEqual(packagesOf(root));
});

/** Copyleft of single files, which obliges nobody who uses them unchanged: the layout of the map, and a tool of the build. */
const UNCHANGED = /^(?:elkjs|lightningcss(?:-.+)?)$/;

test('every package may be used and passed on freely', () => {
  const isPermissive = (licence: string) =>
    licence
      .replaceAll(/[()]/g, '')
      .split(' OR ')
      .some((choice) => choice.split(' AND ').every((one) => PERMISSIVE.test(one)));
  expect(
    packagesOf(root).filter(({ name, licence }) => !UNCHANGED.test(name) && !isPermissive(licence)),
  ).toEqual([]);
});

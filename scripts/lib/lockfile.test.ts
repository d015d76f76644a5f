// What is installed is exactly what was chosen: pinned, with a digest, from the registry, and without code that runs on install.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');

interface Manifest {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly allowScripts: Readonly<Record<string, boolean>>;
}

interface Locked {
  readonly version?: string;
  readonly integrity?: string;
  readonly resolved?: string;
  readonly link?: boolean;
  readonly license?: string;
  readonly hasInstallScript?: boolean;
}

const read = (name: string) => JSON.parse(readFileSync(join(root, name), 'utf8'));
const manifest: Manifest = read('package.json');
const lock: { lockfileVersion: number; packages: Record<string, Locked & Partial<Manifest>> } =
  read('package-lock.json');
const packages = Object.entries(lock.packages).filter(([path]) => path !== '');
const nameOf = (path: string) => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);

test('direct dependencies are exact versions, the same in the lock file and in what it resolved', () => {
  const wanted = { ...manifest.dependencies, ...manifest.devDependencies };
  for (const [name, version] of Object.entries(wanted)) {
    expect([name, version]).toEqual([name, expect.stringMatching(/^\d+\.\d+\.\d+(-[\w.]+)?$/)]);
    expect([name, lock.packages[`node_modules/${name}`]?.version]).toEqual([name, version]);
  }
  expect(lock.packages['']?.dependencies).toEqual(manifest.dependencies);
  expect(lock.packages['']?.devDependencies).toEqual(manifest.devDependencies);
});

test('every package has a SHA-512 digest, and none comes from git, a folder or another address', () => {
  expect(packages.length).toBeGreaterThan(100);
  for (const [path, { integrity, resolved, link, version }] of packages) {
    expect([path, integrity]).toEqual([path, expect.stringMatching(/^sha512-[A-Za-z0-9+/]{86}==$/)]);
    expect([path, link]).toEqual([path, undefined]);
    expect([path, version]).toEqual([path, expect.stringMatching(/^\d+\.\d+\.\d+/)]);
    if (resolved !== undefined)
      expect([path, resolved]).toEqual([path, expect.stringMatching(/^https:\/\//)]);
  }
});

test('what wants to run code on install has been decided about, and only Node itself may', () => {
  const wanting = packages
    .filter(([, { hasInstallScript }]) => hasInstallScript)
    .map(([path]) => nameOf(path));
  expect(wanting.filter((name) => manifest.allowScripts[name] === undefined)).toEqual([]);
  const allowed = Object.entries(manifest.allowScripts).filter(([, isAllowed]) => isAllowed);
  expect(allowed).toEqual([['node', true]]);
});

test('tools may have copyleft of single files; nothing obliges those who run or change Maple', () => {
  const fine =
    /^(MIT|MIT-0|ISC|BSD-[23]-Clause|0BSD|Apache-2\.0|BlueOak-1\.0\.0|CC0-1\.0|CC-BY-4\.0|Unlicense|Python-2\.0|Zlib|MPL-2\.0|EPL-2\.0)$/;
  const others = packages.filter(
    ([, { license }]) =>
      !(license ?? '')
        .replace(/[()]/g, '')
        .split(' OR ')
        .some((one) => fine.test(one)),
  );
  expect(others.map(([path, { license }]) => `${path}: ${license}`)).toEqual([]);
});

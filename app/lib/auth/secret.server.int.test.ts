// The secret that signs cookies: made once, kept private, replaced only by a rotation, which can break off anywhere.
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { beginRotation, finishRotation, readAuthSecrets } from './secret.server.ts';

const NOTHING = { authSecret: undefined, previousAuthSecret: undefined };

let dir: string;
let file: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'maple-secret-'));
  file = join(dir, 'auth-secret');
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

test('is made once, random, and readable by its owner only', () => {
  const secrets = readAuthSecrets(NOTHING, dir);
  expect(secrets).toEqual({ current: expect.stringMatching(/^[\w-]{43}$/), previous: [] });
  expect(readAuthSecrets(NOTHING, dir)).toEqual(secrets);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(readdirSync(dir)).toEqual(['auth-secret']);
});

test('a configured one is used and nothing is written', () => {
  const configured = { authSecret: 'x'.repeat(32), previousAuthSecret: undefined };
  expect(readAuthSecrets(configured, dir)).toEqual({ current: 'x'.repeat(32), previous: [] });
  expect(readdirSync(dir)).toEqual([]);
});

test('the ones before it are the configured one and that of the file', () => {
  const { current: inFile } = readAuthSecrets(NOTHING, dir);
  const old = 'o'.repeat(32);
  expect(readAuthSecrets({ authSecret: 'x'.repeat(32), previousAuthSecret: old }, dir)).toEqual({
    current: 'x'.repeat(32),
    previous: [old, inFile],
  });
  expect(readAuthSecrets({ authSecret: undefined, previousAuthSecret: old }, dir)).toEqual({
    current: inFile,
    previous: [old],
  });
  expect(readAuthSecrets({ authSecret: old, previousAuthSecret: old }, dir).previous).toEqual([inFile]);
});

test('a file that others can read is narrowed', () => {
  const secrets = readAuthSecrets(NOTHING, dir);
  chmodSync(file, 0o644);
  expect(readAuthSecrets(NOTHING, dir)).toEqual(secrets);
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

test.each(['\n', 'short\n', `${'x'.repeat(32)}\nshort\n`])(
  'a damaged file is refused, not silently replaced: %j',
  (text) => {
    writeFileSync(file, text);
    expect(() => readAuthSecrets(NOTHING, dir)).toThrow(`The secret in ${file} is shorter`);
    expect(() => beginRotation(dir)).toThrow(`The secret in ${file} is shorter`);
    expect(readFileSync(file, 'utf8')).toBe(text);
  },
);

test('a directory that is not there is named', () => {
  const missing = join(dir, 'gone');
  expect(() => readAuthSecrets(NOTHING, missing)).toThrow(
    `The secret ${join(missing, 'auth-secret')} cannot be read or made`,
  );
});

test('a rotation keeps the old one until it is finished, and a second start of it goes on with the same', () => {
  const { current: old } = readAuthSecrets(NOTHING, dir);
  const begun = beginRotation(dir);
  expect(begun.previous).toEqual([old]);
  expect(begun.current).toMatch(/^[\w-]{43}$/);
  expect(begun.current).not.toBe(old);
  expect(readAuthSecrets(NOTHING, dir)).toEqual(begun);
  expect(beginRotation(dir)).toEqual(begun);
  finishRotation(dir);
  finishRotation(dir);
  expect(readAuthSecrets(NOTHING, dir)).toEqual({ current: begun.current, previous: [] });
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(readdirSync(dir)).toEqual(['auth-secret']);
});

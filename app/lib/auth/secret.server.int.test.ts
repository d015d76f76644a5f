// The secret that signs cookies: made once, kept private, never replaced.
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readAuthSecret } from './secret.server.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'maple-secret-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

test('is made once, random, and readable by its owner only', () => {
  const secret = readAuthSecret(undefined, dir);
  expect(secret).toMatch(/^[\w-]{43}$/);
  expect(readAuthSecret(undefined, dir)).toBe(secret);
  expect(statSync(join(dir, 'auth-secret')).mode & 0o777).toBe(0o600);
  expect(readdirSync(dir)).toEqual(['auth-secret']);
});

test('a configured one is used and nothing is written', () => {
  expect(readAuthSecret('x'.repeat(32), dir)).toBe('x'.repeat(32));
  expect(readdirSync(dir)).toEqual([]);
});

test('a file that others can read is narrowed', () => {
  const secret = readAuthSecret(undefined, dir);
  chmodSync(join(dir, 'auth-secret'), 0o644);
  expect(readAuthSecret(undefined, dir)).toBe(secret);
  expect(statSync(join(dir, 'auth-secret')).mode & 0o777).toBe(0o600);
});

test('an emptied file is refused, not silently replaced', () => {
  writeFileSync(join(dir, 'auth-secret'), '\n');
  expect(() => readAuthSecret(undefined, dir)).toThrow(
    `The secret in ${join(dir, 'auth-secret')} is shorter`,
  );
  expect(readFileSync(join(dir, 'auth-secret'), 'utf8')).toBe('\n');
});

test('a directory that is not there is named', () => {
  const missing = join(dir, 'gone');
  expect(() => readAuthSecret(undefined, missing)).toThrow(
    `The secret ${join(missing, 'auth-secret')} cannot be read or made`,
  );
});

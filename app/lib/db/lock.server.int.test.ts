import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { lockDataDirectory } from './lock.server.ts';

let dataDir: string;

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'maple-lock-'));
});

afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

test('a second holder is refused in one line until the first lets go', () => {
  const first = lockDataDirectory(dataDir);
  expect(() => lockDataDirectory(dataDir)).toThrow(/^The data directory .* is in use by another Maple\./);
  first.release();
  lockDataDirectory(dataDir).release();
});

test('a directory is made, and one that cannot be is named', () => {
  lockDataDirectory(join(dataDir, 'new')).release();
  writeFileSync(join(dataDir, 'file'), '');
  expect(() => lockDataDirectory(join(dataDir, 'file'))).toThrow(/file cannot be written .*MAPLE_DATA_DIR/);
});

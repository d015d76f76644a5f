// The files of a directory, and which of them a database still needs.
import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type MigrationFile, pendingMigrations, readMigrations } from './migrations.server.ts';

describe('readMigrations', () => {
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'maple-migrations-'));
  });
  afterEach(() => rm(directory, { recursive: true }));

  test('reads them in the order of their numbers, with checksums', async () => {
    await writeFile(join(directory, '010_b.sql'), 'SELECT 2');
    await writeFile(join(directory, '002_a.sql'), 'SELECT 1');
    await writeFile(join(directory, 'README.md'), '');
    const files = await readMigrations(directory);
    expect(files.map(({ version, name, script }) => [version, name, script])).toEqual([
      [2, '002_a.sql', 'SELECT 1'],
      [10, '010_b.sql', 'SELECT 2'],
    ]);
    expect(files[0]?.checksum).toBe(createHash('sha256').update('SELECT 1').digest('hex'));
  });

  test.each(['1_a.sql', '001-a.sql', '000_a.sql', 'a.sql'])('refuses the name %s', async (name) => {
    await writeFile(join(directory, name), '');
    await expect(readMigrations(directory)).rejects.toThrow(name);
  });

  test('refuses one number for two files', async () => {
    await writeFile(join(directory, '001_a.sql'), '');
    await writeFile(join(directory, '001_b.sql'), '');
    await expect(readMigrations(directory)).rejects.toThrow('001_a.sql and 001_b.sql');
  });
});

describe('pendingMigrations', () => {
  const file = (version: number, checksum = 'same'): MigrationFile => ({
    version,
    name: `00${version}_x.sql`,
    script: '',
    checksum,
  });
  const applied = (version: number) => ({ ...file(version), appliedAt: '2026-01-01T00:00:00Z' });

  test('are those without a row', () =>
    expect(pendingMigrations([file(1), file(2), file(3)], [applied(1)], 'otel')).toEqual([file(2), file(3)]));

  test.each([
    ['a changed file', [file(1, 'other')], [applied(1)], '001_x.sql was changed'],
    ['a missing file', [file(1)], [applied(1), applied(2)], '002_x.sql was applied'],
    ['a renamed file', [{ ...file(1), name: '001_y.sql' }], [applied(1)], '001_y.sql was changed'],
    ['a file below what was applied', [file(1), file(2)], [applied(2)], '001_x.sql is new'],
  ])('%s is refused in one line that names it', (_, files, rows, message) => {
    const attempt = () => pendingMigrations(files, rows, 'otel');
    expect(attempt).toThrow(message);
    expect(attempt).toThrow(
      expect.objectContaining({ code: 'conflict', message: expect.not.stringContaining('\n') }),
    );
  });
});

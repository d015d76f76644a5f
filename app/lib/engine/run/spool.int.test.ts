// The spool on file systems that fill up: a body is there as a whole, or the client hears that there is no space.
import { execFileSync, spawnSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statfsSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { httpStatus } from '#app/lib/engine/errors.ts';
import { createSpool, type Spool } from './spool.server.ts';

const MIB = 1024 * 1024;
const NO_SPACE = { code: 243, codeName: 'NOT_ENOUGH_SPACE' };

const root = mkdtempSync(join(tmpdir(), 'maple-spool-'));
const disk = join(root, 'disk');
const memory = join(root, 'memory');
const smallDisk = join(root, 'small-disk');

const mounted: string[] = [];

/** Runs a program of the system. Returns whether it is there and succeeded. */
function system(program: string, ...args: string[]): boolean {
  return spawnSync(program, args).status === 0;
}

function mount(directory: string, size: string): boolean {
  mkdirSync(directory);
  const isDone = system('mount', '-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', directory);
  if (isDone) mounted.push(directory);
  return isDone;
}

// Only root of a machine can mount; everybody else runs the test with the limit on a file's size at the end.
const isMounted = mount(memory, '4m') && mount(smallDisk, '12m');

beforeAll(() => mkdirSync(disk));
afterAll(() => {
  for (const directory of mounted) expect(system('umount', directory)).toBe(true);
  rmSync(root, { recursive: true, force: true });
});

test('no space is worth a retry', () => {
  expect(httpStatus(NO_SPACE.code)).toBe(503);
});

/** Bytes that show where they were. */
function bytesOf(size: number): Buffer {
  const bytes = Buffer.alloc(size);
  for (let at = 0; at + 4 <= size; at += 4) bytes.writeUInt32LE(at, at);
  return bytes;
}

/** The bytes in chunks. A file system that fills up takes a part of a large chunk, without an error. */
async function* body(bytes: Buffer, size = 65_521): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

describe.skipIf(!isMounted)('a memory file system of 4 MiB', () => {
  let spool: Spool;
  const diskDirectory = join(disk, 'spool');
  beforeEach(() => {
    rmSync(join(memory, 'other'), { force: true });
    rmSync(join(smallDisk, 'other'), { force: true });
    spool = createSpool(diskDirectory, memory);
    return () => spool.close();
  });

  async function check(size: number, where: string, chunk?: number): Promise<void> {
    const bytes = bytesOf(size);
    const file = await spool.write(body(bytes, chunk));
    expect(dirname(file.path)).toBe(where);
    expect(file.bytes).toBe(size);
    expect(readFileSync(file.path).equals(bytes)).toBe(true);
    await file[Symbol.asyncDispose]();
  }

  test('at most half of what is free is used, and given back', async () => {
    await check(1.5 * MIB, spool.directory);
    await check(1.5 * MIB, spool.directory);
    await check(2.5 * MIB, diskDirectory);
    await check(9 * MIB, diskDirectory);
    expect([...readdirSync(spool.directory), ...readdirSync(diskDirectory)]).toEqual([]);
  });

  test('bodies that still arrive count', async () => {
    const { promise: rest, resolve: goOn } = Promise.withResolvers<void>();
    const { promise: begun, resolve: begin } = Promise.withResolvers<void>();
    const slow = spool.write(
      (async function* () {
        yield bytesOf(1.5 * MIB);
        begin();
        await rest;
      })(),
    );
    await begun;
    await check(MIB, diskDirectory);
    goOn();
    const file = await slow;
    expect(dirname(file.path)).toBe(spool.directory);
    await file[Symbol.asyncDispose]();
    await check(MIB, spool.directory);
  });

  test('a body that breaks off gives its share back', async () => {
    const broken = async function* () {
      yield bytesOf(1.5 * MIB);
      throw new Error('gone');
    };
    await expect(spool.write(broken())).rejects.toThrow('gone');
    await check(1.5 * MIB, spool.directory);
  });

  test('when others fill it, bodies go to the disk as a whole', async () => {
    const { bavail, bsize } = statfsSync(memory);
    writeFileSync(join(memory, 'other'), Buffer.alloc(bavail * bsize - MIB));
    await check(0.5 * MIB, spool.directory);
    await check(1.5 * MIB, diskDirectory);
    await check(1.5 * MIB, diskDirectory, 1.5 * MIB);
    expect(readdirSync(spool.directory)).toEqual([]);
  });

  test('when the disk is full too the client hears it, and nothing stays behind', async () => {
    spool.close();
    spool = createSpool(join(smallDisk, 'spool'), memory);
    writeFileSync(join(memory, 'other'), Buffer.alloc(3.5 * MIB));
    writeFileSync(join(smallDisk, 'other'), Buffer.alloc(11 * MIB));
    await expect(spool.write(body(bytesOf(1.5 * MIB)))).rejects.toMatchObject(NO_SPACE);
    await expect(spool.write(body(bytesOf(1.5 * MIB), 1.5 * MIB))).rejects.toMatchObject(NO_SPACE);
    await expect(spool.write(body(bytesOf(9 * MIB)))).rejects.toMatchObject(NO_SPACE);
    expect(readdirSync(join(smallDisk, 'spool'))).toEqual([]);
    expect(readdirSync(spool.directory)).toEqual([]);
    rmSync(join(smallDisk, 'other'));
    await check(1.5 * MIB, join(smallDisk, 'spool'));
  });
});

test('where one file may not grow past a limit, a body is refused and never cut', () => {
  const spool = fileURLToPath(new URL('./spool.server.ts', import.meta.url));
  const script = `
    import { createSpool } from ${JSON.stringify(spool)};
    const spool = createSpool(${JSON.stringify(join(disk, 'limited'))}, ${JSON.stringify(disk)});
    async function* body(size) { yield Buffer.alloc(size); }
    const outcomes = [];
    for (const size of [500_000, 3_000_000, 9_000_000]) {
      outcomes.push(await spool.write(body(size)).then((file) => file.bytes, (error) => error.code));
    }
    spool.close();
    process.stdout.write(JSON.stringify(outcomes));`;
  // The shell counts in blocks of 512 bytes or of 1 KiB: 1000 of them are below 3 MB either way.
  const output = execFileSync(
    'sh',
    ['-c', 'ulimit -f 1000; exec "$0" --input-type=module-typescript -e "$1"', process.execPath, script],
    { encoding: 'utf8', cwd: fileURLToPath(new URL('.', import.meta.url)) },
  );
  expect(JSON.parse(output)).toEqual([500_000, 243, 243]);
});

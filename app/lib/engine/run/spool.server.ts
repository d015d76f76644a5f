// Private files that hold the data of inserts and whole results while the engine reads or writes them.
import {
  accessSync,
  constants,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statfsSync,
  statSync,
} from 'node:fs';
import { type FileHandle, open, unlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { engineErrors } from '#app/lib/engine/errors.ts';

const MIB = 1024 * 1024;
/** A body up to this size is held in memory, then written to a file in memory if there is such a file system. */
const SMALL = 8 * MIB;
/** All bodies in memory together, those that still arrive and those in files; past it they go to the disk. */
const MEMORY_LIMIT = 96 * MIB;
/** … but never more than this share of what is free there: others use that file system too. */
const FREE_SHARE = 0.5;
const PREFIX = 'maple-engine-';

export interface SpoolFile extends AsyncDisposable {
  readonly path: string;
  readonly bytes: number;
}

export interface Spool {
  /** A directory only this user can enter, for pipes. */
  readonly directory: string;
  /**
   * Writes a body to a file. The file goes when it is disposed of, and when the body breaks off.
   *
   * @throws EngineError 243 when there is no space for the whole body, neither in memory nor on the disk
   */
  write(body: AsyncIterable<Uint8Array>): Promise<SpoolFile>;
  /** A path on the disk where the engine may write a result; removed when disposed of. */
  result(): SpoolFile;
  close(): void;
}

/**
 * Opens the spool and removes what engines that died left behind.
 *
 * @param diskDirectory where large files go; it is emptied, so it must belong to the spool alone
 * @param base where small files go: a file system in memory, if there is one
 */
export function createSpool(diskDirectory: string, base = memoryBase()): Spool {
  removeLeftovers(base);
  const directory = mkdtempSync(join(base, `${PREFIX}${process.pid}-`));
  rmSync(diskDirectory, { recursive: true, force: true });
  mkdirSync(diskDirectory, { recursive: true, mode: 0o700 });
  const { bavail, bsize } = statfsSync(base);
  const memoryLimit = Math.min(MEMORY_LIMIT, bavail * bsize * FREE_SHARE);
  let count = 0;
  let bytesInMemory = 0;

  return {
    directory,
    async write(body) {
      const name = `in-${count++}`;
      const memoryPath = join(directory, name);
      const diskPath = join(diskDirectory, name);
      const held: Uint8Array[] = [];
      let bytes = 0;
      let counted = 0;
      let file: FileHandle | undefined;
      const release = () => {
        bytesInMemory -= counted;
        counted = 0;
      };
      const moveToDisk = async () => {
        file = await open(diskPath, 'wx', 0o600);
        for (const one of held.splice(0)) await writeAll(file, one);
        release();
      };
      try {
        for await (const chunk of body) {
          bytes += chunk.length;
          if (file) {
            await writeAll(file, chunk);
            continue;
          }
          held.push(chunk);
          counted += chunk.length;
          bytesInMemory += chunk.length;
          if (bytes > SMALL || bytesInMemory > memoryLimit) await moveToDisk();
        }
        if (!file) {
          if (await writeIfItFits(memoryPath, held)) return spoolFile(memoryPath, bytes, release);
          await moveToDisk();
        }
        await file?.close();
        return spoolFile(diskPath, bytes);
      } catch (error) {
        release();
        await file?.close().catch(() => undefined);
        await unlink(diskPath).catch(() => undefined);
        throw isFull(error) ? engineErrors.noSpace('There is no space for the data of this insert') : error;
      }
    },
    result: () => spoolFile(join(diskDirectory, `result-${count++}`), 0),
    close() {
      rmSync(directory, { recursive: true, force: true });
      rmSync(diskDirectory, { recursive: true, force: true });
    },
  };
}

function memoryBase(): string {
  return isWritable('/dev/shm') ? '/dev/shm' : tmpdir();
}

function spoolFile(path: string, bytes: number, release?: () => void): SpoolFile {
  return {
    path,
    bytes,
    async [Symbol.asyncDispose]() {
      release?.();
      await unlink(path).catch(() => undefined);
    },
  };
}

/** Writes a whole file, or none when the file system has no space for it. */
async function writeIfItFits(path: string, chunks: readonly Uint8Array[]): Promise<boolean> {
  let file: FileHandle | undefined;
  try {
    file = await open(path, 'wx', 0o600);
    for (const chunk of chunks) await writeAll(file, chunk);
    await file.close();
    return true;
  } catch (error) {
    await file?.close().catch(() => undefined);
    await unlink(path).catch(() => undefined);
    if (isFull(error)) return false;
    throw error;
  }
}

/** A file system that fills up takes a part of a write and fails the next one: only the sum says that all is there. */
async function writeAll(file: FileHandle, chunk: Uint8Array): Promise<void> {
  for (let written = 0; written < chunk.length; ) {
    written += (await file.write(chunk, written)).bytesWritten;
  }
}

/** The file system, the user's quota or the size that one file may have is used up. */
function isFull(error: unknown): boolean {
  return ['ENOSPC', 'EDQUOT', 'EFBIG'].includes((error as NodeJS.ErrnoException).code ?? '');
}

function isWritable(directory: string): boolean {
  try {
    accessSync(directory, constants.W_OK | constants.X_OK);
    return statSync(directory).isDirectory();
  } catch {
    return false;
  }
}

/** Removes directories of engines of this user that are no longer running. */
function removeLeftovers(base: string): void {
  for (const name of readdirSync(base)) {
    const pid = new RegExp(`^${PREFIX}(\\d+)-`).exec(name)?.[1];
    if (pid === undefined || isRunning(Number(pid))) continue;
    try {
      rmSync(join(base, name), { recursive: true, force: true });
    } catch {
      // Another user's directory: theirs to remove.
    }
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

// Private files that hold the data of inserts and whole results while the engine reads or writes them.
import { accessSync, constants, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { type FileHandle, open, unlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const MIB = 1024 * 1024;
/** A body up to this size is held in memory, then written to a file in memory if there is such a file system. */
const SMALL = 8 * MIB;
/** All files in memory together; past it files go to the disk. */
const MEMORY_LIMIT = 96 * MIB;
const PREFIX = 'maple-engine-';

export interface SpoolFile extends AsyncDisposable {
  readonly path: string;
  readonly bytes: number;
}

export interface Spool {
  /** A directory only this user can enter, for pipes. */
  readonly directory: string;
  /** Writes a body to a file. The file goes when it is disposed of, and when the body breaks off. */
  write(body: AsyncIterable<Uint8Array>): Promise<SpoolFile>;
  /** A path on the disk where the engine may write a result; removed when disposed of. */
  result(): SpoolFile;
  close(): void;
}

/**
 * Opens the spool and removes what engines that died left behind.
 *
 * @param diskDirectory where large files go; it is emptied, so it must belong to the spool alone
 */
export function createSpool(diskDirectory: string): Spool {
  const base = isWritable('/dev/shm') ? '/dev/shm' : tmpdir();
  removeLeftovers(base);
  const directory = mkdtempSync(join(base, `${PREFIX}${process.pid}-`));
  rmSync(diskDirectory, { recursive: true, force: true });
  mkdirSync(diskDirectory, { recursive: true, mode: 0o700 });
  let count = 0;
  let bytesInMemory = 0;

  function spoolFile(path: string, bytes: number, inMemory: boolean): SpoolFile {
    if (inMemory) bytesInMemory += bytes;
    return {
      path,
      bytes,
      async [Symbol.asyncDispose]() {
        if (inMemory) bytesInMemory -= bytes;
        await unlink(path).catch(() => undefined);
      },
    };
  }

  return {
    directory,
    async write(body) {
      const held: Uint8Array[] = [];
      let bytes = 0;
      let file: FileHandle | undefined;
      const name = `in-${count++}`;
      let path = join(directory, name);
      let inMemory = true;
      try {
        for await (const chunk of body) {
          bytes += chunk.length;
          if (file) await writeAll(file, chunk);
          else held.push(chunk);
          if (!file && (bytes > SMALL || bytesInMemory + bytes > MEMORY_LIMIT)) {
            path = join(diskDirectory, name);
            inMemory = false;
            file = await open(path, 'wx', 0o600);
            for (const one of held.splice(0)) await writeAll(file, one);
          }
        }
        file ??= await open(path, 'wx', 0o600);
        if (held.length > 0) await file.writev(held);
        await file.close();
      } catch (error) {
        await file?.close().catch(() => undefined);
        await unlink(path).catch(() => undefined);
        throw error;
      }
      return spoolFile(path, bytes, inMemory);
    },
    result: () => spoolFile(join(diskDirectory, `result-${count++}`), 0, false),
    close() {
      rmSync(directory, { recursive: true, force: true });
      rmSync(diskDirectory, { recursive: true, force: true });
    },
  };
}

async function writeAll(file: FileHandle, chunk: Uint8Array): Promise<void> {
  let written = 0;
  while (written < chunk.length) written += (await file.write(chunk, written)).bytesWritten;
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

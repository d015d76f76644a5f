// Named pipes through which the engine hands over the rows of a running query: bytes stream with back pressure.
import { execFile } from 'node:child_process';
import { closeSync, constants, openSync } from 'node:fs';
import { unlink } from 'node:fs/promises';
import { Socket } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';

const BATCH = 32;
const LOW = 8;

/** A pipe in use by one query. */
export interface Fifo {
  readonly path: string;
  /** The engine's output. It ends only after `writerDone`. */
  readonly output: Socket;
  /** Tells that the engine will not open the pipe any more, so that the output can end. */
  writerDone(): void;
}

export interface Fifos {
  open(): Promise<Fifo>;
}

/** Makes a supply of pipes in a private directory. Pipes come in batches, because each batch starts a program. */
export async function createFifos(directory: string): Promise<Fifos> {
  const free: string[] = [];
  let made = 0;
  let refilling: Promise<void> | undefined;

  async function refill(): Promise<void> {
    const paths = Array.from({ length: BATCH }, () => join(directory, `out-${made++}`));
    await promisify(execFile)('mkfifo', ['-m', '600', ...paths]);
    free.push(...paths);
  }
  function ensure(): Promise<void> {
    refilling ??= refill().finally(() => {
      refilling = undefined;
    });
    return refilling;
  }
  await ensure();

  return {
    async open() {
      let path = free.pop();
      while (path === undefined) {
        await ensure();
        path = free.pop();
      }
      // A failure here shows at the next open, which waits for its own batch.
      if (free.length < LOW) ensure().catch(() => undefined);
      return openFifo(path, free);
    },
  };
}

function openFifo(path: string, free: string[]): Fifo {
  const reader = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  // Our own writer keeps the pipe from ending before the engine opens it.
  const writer = openSync(path, constants.O_WRONLY | constants.O_NONBLOCK);
  const output = new Socket({ fd: reader, readable: true, writable: false });
  let isWriterOpen = true;
  let hasEnded = false;
  output.once('end', () => {
    hasEnded = true;
  });
  output.once('close', () => {
    // Only a pipe that was read to its end is known to be empty and without a writer.
    if (hasEnded) free.push(path);
    else void unlink(path).catch(() => undefined);
  });
  return {
    path,
    output,
    writerDone() {
      if (!isWriterOpen) return;
      isWriterOpen = false;
      closeSync(writer);
    },
  };
}

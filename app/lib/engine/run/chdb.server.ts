// The embedded engine's connections, below chDB's Session class.
//
// A Session that is closed while any query runs anywhere in the process stays open until all of those are done, so with
// one long query thousands of short ones would leave theirs behind. The addon itself has no such bond.
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { toEngineError } from '#app/lib/engine/errors.ts';

type Handle = object;

interface RawResult {
  readonly bytes: Uint8Array;
  /** Seconds. */
  readonly elapsed: number;
  /** Rows and bytes that were read, or written by an INSERT. */
  readonly rowsRead: number;
  readonly bytesRead: number;
}

interface Addon {
  CreateConnection(path: string, args?: readonly string[]): Handle | null;
  CloseConnection(handle: Handle): void;
  QueryAsyncConnection(handle: Handle, sql: string, format: string): Promise<RawResult>;
}

/** What a statement gave. `rows` and `processedBytes` are read ones, or written ones of an INSERT. */
export interface EngineResult {
  readonly bytes: Uint8Array;
  readonly elapsedNs: number;
  readonly rows: number;
  readonly processedBytes: number;
}

/** One connection: its settings, parameters and database are its own. It runs one statement at a time. */
export interface Connection {
  /** Runs a statement to its end and gives the whole output. @throws EngineError */
  run(sql: string, format?: string): Promise<EngineResult>;
  /** Must not be called while a statement runs. */
  close(): void;
}

export interface Chdb {
  connect(): Connection;
  close(): void;
}

/**
 * Opens the engine on a data directory. A process can open one directory, once.
 *
 * @throws EngineError e.g. when another process has the directory locked
 */
export function openChdb(dataDir: string, args: readonly string[]): Chdb {
  const require = createRequire(import.meta.url);
  const loader = join(dirname(require.resolve('chdb/package.json')), 'dist', 'loader.js');
  const { loadNative } = require(loader) as { loadNative(): Addon };
  const addon = loadNative();

  function connect(extra?: readonly string[]): Connection {
    const handle = attempt(() =>
      extra ? addon.CreateConnection(dataDir, extra) : addon.CreateConnection(dataDir),
    );
    if (!handle) throw toEngineError(new Error('The engine gave no connection'));
    return {
      async run(sql, format = 'TabSeparated') {
        try {
          const raw = await addon.QueryAsyncConnection(handle, sql, format);
          return {
            bytes: raw.bytes,
            elapsedNs: Math.max(0, Math.round(raw.elapsed * 1e9)),
            rows: raw.rowsRead,
            processedBytes: raw.bytesRead,
          };
        } catch (error) {
          throw toEngineError(error);
        }
      },
      close: () => addon.CloseConnection(handle),
    };
  }
  // The engine lives as long as a connection is open; this one is never used for anything else.
  const anchor = connect(args);
  return { connect: () => connect(), close: () => anchor.close() };
}

function attempt<T>(action: () => T): T {
  try {
    return action();
  } catch (error) {
    throw toEngineError(error);
  }
}

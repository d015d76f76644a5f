// Starts the engine process, keeps it running, and stops it.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Logger } from 'pino';
import { AppError } from '#app/lib/core/errors.ts';
import { type HeartbeatOptions, watchHeartbeat } from './heartbeat.server.ts';
import { PARALLEL_QUERIES, type Report, SPARE_THREADS } from './protocol.ts';

const READY_TIMEOUT_MS = 60_000;
const STOP_GRACE_MS = 10_000;
/** Lines of the child's output that are kept to explain a failed start. */
const MAX_START_LINES = 50;
const FIRST_DELAY_MS = 250;
const LONGEST_DELAY_MS = 15_000;
const STABLE_MS = 60_000;
/** Silent for half a minute: far beyond any pause of a healthy event loop. */
const HEARTBEAT_OPTIONS: HeartbeatOptions = { intervalMs: 5_000, misses: 6 };

export type EngineState = 'starting' | 'ready' | 'restarting' | 'stopped' | 'failed';

/** The supervised engine. */
export interface Engine {
  readonly url: string;
  readonly state: EngineState;
  /** Why the engine last went away, as one line. */
  readonly lastError: string | undefined;
  readonly restarts: number;
  readonly pid: number | undefined;
  stop(): Promise<void>;
}

interface EngineOptions {
  /** The engine's own directory; made if it is not there. */
  readonly dataDir: string;
  /** 0 takes any free port, and keeps it over restarts. */
  readonly port: number;
  readonly memoryBytes: number;
  readonly log: Logger;
  /** The program to run, where it does not lie beside this file: in the built application. */
  readonly program?: string;
  /** A file with the users and grants to open with, instead of the engine's own. */
  readonly usersPath?: string;
  /** An engine that ran this long is healthy: its next crash is a first one again. A minute unless given. */
  readonly stableMs?: number;
  /** When an engine counts as hanging and is killed: silent for half a minute unless given. */
  readonly heartbeat?: HeartbeatOptions;
  onState?(state: EngineState): void;
}

/**
 * Starts the engine and resolves when it answers. From then on a crash or a hang is followed by a restart,
 * later each time.
 *
 * @throws AppError `unavailable` with one line for the user when the first start fails
 */
export async function startEngine(options: EngineOptions): Promise<Engine> {
  const supervisor = new Supervisor(options);
  await supervisor.start();
  return supervisor;
}

class Supervisor implements Engine {
  readonly #options: EngineOptions;
  #child: ChildProcess | undefined;
  #port: number;
  #state: EngineState = 'starting';
  #lastError: string | undefined;
  #restarts = 0;
  #failures = 0;
  #readyAt = 0;
  #retry: NodeJS.Timeout | undefined;

  constructor(options: EngineOptions) {
    this.#options = options;
    this.#port = options.port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  get state(): EngineState {
    return this.#state;
  }

  get lastError(): string | undefined {
    return this.#lastError;
  }

  get restarts(): number {
    return this.#restarts;
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  async start(): Promise<void> {
    try {
      await this.#launch();
    } catch (error) {
      this.#setState('failed');
      throw error;
    }
  }

  async stop(): Promise<void> {
    clearTimeout(this.#retry);
    this.#setState('stopped');
    const child = this.#child;
    if (child) await terminate(child);
  }

  #setState(state: EngineState): void {
    if (state === this.#state) return;
    this.#state = state;
    this.#options.onState?.(state);
  }

  /** Starts a child and waits for its word. From then on its end is a crash, unless it was asked to end. */
  async #launch(): Promise<void> {
    const { log } = this.#options;
    const child = spawnEngine(this.#options, this.#port);
    this.#child = child;
    child.stdout?.resume();
    const said: string[] = [];
    if (child.stderr) {
      createInterface({ input: child.stderr }).on('line', (line) => {
        if (said.length < MAX_START_LINES) said.push(line);
        log.warn({ engine: line }, 'engine output');
      });
    }
    const closed = once(child, 'close');
    let report: Report;
    try {
      report = await firstReport(child);
      if (report.type === 'failed') throw new AppError('unavailable', report.message);
    } catch (error) {
      this.#child = undefined;
      await terminate(child);
      await closed;
      throw explained(error, said, this.#options.dataDir);
    }
    this.#port = report.port;
    if (this.#state === 'stopped') {
      await terminate(child);
      return;
    }
    this.#readyAt = performance.now();
    let isHanging = false;
    child.once('exit', (code, signal) =>
      this.#onExit(isHanging ? 'it did not respond any more' : (signal ?? `exit code ${code}`)),
    );
    watchHeartbeat(child, this.#options.heartbeat ?? HEARTBEAT_OPTIONS, () => {
      isHanging = true;
      // It would not hear a request to end.
      child.kill('SIGKILL');
    });
    if (child.exitCode !== null || child.signalCode !== null) this.#onExit('right after its start');
    else this.#setState('ready');
  }

  #onExit(how: string): void {
    this.#child = undefined;
    if (this.#state === 'stopped') return;
    const { stableMs = STABLE_MS } = this.#options;
    if (performance.now() - this.#readyAt > stableMs) this.#failures = 0;
    this.#lastError = `The engine ended unexpectedly (${how})`;
    this.#options.log.error({ restarts: this.#restarts }, this.#lastError);
    this.#restartLater();
  }

  #restartLater(): void {
    this.#setState('restarting');
    const delay = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** this.#failures);
    this.#failures += 1;
    this.#retry = setTimeout(() => void this.#restart(), delay);
  }

  async #restart(): Promise<void> {
    this.#restarts += 1;
    try {
      await this.#launch();
      if (this.#state === 'ready') this.#options.log.info({ restarts: this.#restarts }, 'engine restarted');
    } catch (error) {
      if (this.#state === 'stopped') return;
      this.#lastError = error instanceof AppError ? error.message : 'The engine does not start';
      this.#options.log.error({ err: error, restarts: this.#restarts }, 'engine restart failed');
      this.#restartLater();
    }
  }
}

/** The child gets no environment of ours: secrets stay out of it, and times are UTC. */
function spawnEngine(options: EngineOptions, port: number): ChildProcess {
  const entry = options.program ?? join(dirname(fileURLToPath(import.meta.url)), 'process.ts');
  const args = [
    '--data-dir',
    options.dataDir,
    '--port',
    String(port),
    '--memory',
    String(options.memoryBytes),
    ...(options.usersPath === undefined ? [] : ['--users', options.usersPath]),
  ];
  return spawn(process.execPath, [entry, ...args], {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    // A group of its own: what the engine does to its process group must not reach us.
    detached: true,
    env: {
      PATH: `/usr/local/bin:/usr/bin:/bin:${dirname(process.execPath)}:/run/current-system/sw/bin`,
      TMPDIR: tmpdir(),
      TZ: 'UTC',
      // Without it every start compiles TypeScript again, which costs 35 MB and 100 ms.
      NODE_COMPILE_CACHE: join(dirname(entry), '../../../node_modules/.cache/maple-engine'),
      UV_THREADPOOL_SIZE: String(PARALLEL_QUERIES + SPARE_THREADS),
    },
  });
}

async function firstReport(child: ChildProcess): Promise<Report> {
  const gone = new AbortController();
  const timeout = AbortSignal.timeout(READY_TIMEOUT_MS);
  try {
    return await Promise.race([
      once(child, 'message', { signal: gone.signal }).then(([message]) => message as Report),
      once(child, 'exit', { signal: gone.signal }).then(([code, signal]) => {
        throw new AppError('unavailable', `The engine ended at its start (${signal ?? `exit code ${code}`})`);
      }),
      once(timeout, 'abort', { signal: gone.signal }).then(() => {
        throw new AppError('unavailable', `The engine is not ready after ${READY_TIMEOUT_MS / 1000} seconds`);
      }),
    ]);
  } finally {
    gone.abort();
  }
}

/** chDB says only on its standard error why it cannot open a directory. */
function explained(error: unknown, said: readonly string[], dataDir: string): unknown {
  const text = said.join('\n');
  if (/Cannot lock file/i.test(text)) {
    return new AppError(
      'unavailable',
      `Another Maple is already running on ${dataDir}. Stop it, or set MAPLE_DATA_DIR to another directory.`,
    );
  }
  const reason = /DB::Exception: ([^\n]+)/.exec(text)?.[1];
  if (!reason || !(error instanceof AppError)) return error;
  return new AppError('unavailable', `${error.message} (${reason})`, { cause: error });
}

/** Asks the child to end, and ends it when it does not within the grace. */
async function terminate(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  const force = setTimeout(() => child.kill('SIGKILL'), STOP_GRACE_MS);
  await ended;
  clearTimeout(force);
}

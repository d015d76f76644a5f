// Starts the built Maple as a user would, on free ports and a data directory of its own.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../..');

/** Keys that every test instance is given. */
export const API_KEY = 'e2e-api-key-0123456789abcdef';
export const INGEST_KEY = 'e2e-ingest-key-0123456789abcdef';
export const ADMIN = { email: 'ada@example.com', password: 'analytical engine' };

/** Whatever a failing test leaves behind ends with the test process. */
const children = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of children) child.kill('SIGKILL');
});

const FREE_PORTS = {
  PORT: '0',
  MAPLE_OTLP_HTTP_PORT: '0',
  MAPLE_OTLP_GRPC_PORT: '0',
  MAPLE_OPAMP_PORT: '0',
  MAPLE_ENGINE_PORT: '0',
};

export interface Maple {
  readonly url: string;
  readonly otlpHttp: string;
  readonly otlpGrpc: string;
  /** The ClickHouse interface of its engine. */
  readonly engineUrl: string;
  readonly dataDir: string;
  readonly pid: number;
  /** Everything it wrote so far. */
  output(): string;
  /** Resolves with the exit code when the process is gone; `null` after a signal. */
  readonly exited: Promise<number | null>;
  /** Asks it to stop (SIGTERM) and answers the exit code. The data stays. */
  stop(): Promise<number | null>;
  /** kill -9 of the program; its engine notices by itself. The data stays. */
  kill(): Promise<void>;
  /** `/api/v1/…` with the API key. */
  api(path: string, init?: RequestInit): Promise<Response>;
}

interface StartOptions {
  readonly dataDir?: string;
  /** Added to free ports, keys and a quiet log; undefined unsets. */
  readonly env?: Record<string, string | undefined>;
}

/** The processes that a process has started. */
export function childrenOf(pid: number): number[] {
  const text = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
  return text === '' ? [] : text.split(' ').map(Number);
}

/** The engine of a running Maple, when there is one at the moment. */
export function enginePid({ pid }: Pick<Maple, 'pid'>): number | undefined {
  return childrenOf(pid).find((child) =>
    readFileSync(`/proc/${child}/cmdline`, 'utf8').includes('engine/process.ts'),
  );
}

/** A new data directory; `remove` it when the test is over. */
export function temporaryData(): { dataDir: string; remove(): void } {
  const dataDir = mkdtempSync(join(tmpdir(), 'maple-e2e-'));
  return { dataDir, remove: () => rmSync(dataDir, { recursive: true, force: true }) };
}

/** Runs the program and answers what became of it, for starts that must fail. */
export async function runMaple(options: StartOptions): Promise<{ code: number | null; output: string }> {
  const { child, output } = launch(options);
  const code = await new Promise<number | null>((done) => child.once('exit', done));
  return { code, output: output() };
}

/** Starts Maple and waits until it says where it listens. Throws with its output when it ends instead. */
export async function startMaple(options: StartOptions = {}): Promise<Maple> {
  const own = options.dataDir === undefined ? temporaryData() : undefined;
  const dataDir = options.dataDir ?? own?.dataDir ?? '';
  const { child, output } = launch({ ...options, dataDir });
  const exited = new Promise<number | null>((done) => child.once('exit', done));
  const printed = (label: string) => new RegExp(`${label}\\s+(http\\S+)`).exec(output())?.[1];
  await new Promise<void>((ready, failed) => {
    child.stdout?.on('data', () => {
      if (/^ {2}Data /m.test(output())) ready();
    });
    void exited.then((code) => failed(new Error(`Maple ended with ${code}:\n${output()}`)));
  });
  const url = printed('Look here') ?? '';
  return {
    url,
    otlpHttp: printed('OTLP over HTTP') ?? '',
    otlpGrpc: printed('OTLP over gRPC') ?? '',
    engineUrl: printed('Engine') ?? '',
    dataDir,
    pid: child.pid ?? 0,
    output,
    exited,
    stop: async () => {
      child.kill('SIGTERM');
      const code = await exited;
      own?.remove();
      return code;
    },
    kill: async () => {
      child.kill('SIGKILL');
      await exited;
    },
    api: (path, init = {}) =>
      fetch(`${url}/api/v1${path}`, {
        ...init,
        headers: { authorization: `Bearer ${API_KEY}`, ...init.headers },
      }),
  };
}

function launch({ dataDir, env }: StartOptions): { child: ChildProcess; output: () => string } {
  const child = spawn(join(root, 'node_modules/.bin/node'), ['app/main.ts'], {
    cwd: root,
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      ...FREE_PORTS,
      MAPLE_API_KEY: API_KEY,
      MAPLE_INGEST_KEY: INGEST_KEY,
      MAPLE_LOG_LEVEL: 'warn',
      MAPLE_SELF_TELEMETRY: 'off',
      ...(dataDir !== undefined && { MAPLE_DATA_DIR: dataDir }),
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.add(child);
  child.once('exit', () => children.delete(child));
  let text = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => {
      text += chunk;
    });
  return { child, output: () => text };
}

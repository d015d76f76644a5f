// A real engine for tests: its own temporary directory and port, gone when the test is.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Logger, pino } from 'pino';
import { type Engine, startEngine } from './supervisor.server.ts';

interface TestEngine {
  readonly url: string;
  readonly dataDir: string;
  readonly engine: Engine;
  stop(): Promise<void>;
}

/** Starts an engine on an empty directory. `stop` removes the directory. */
export async function startTestEngine(
  options: { memoryBytes?: number; log?: Logger } = {},
): Promise<TestEngine> {
  const directory = await mkdtemp(join(tmpdir(), 'maple-test-engine-'));
  const dataDir = join(directory, 'clickhouse');
  const engine = await startEngine({
    dataDir,
    port: 0,
    memoryBytes: options.memoryBytes ?? 2 * 1024 ** 3,
    log: options.log ?? pino({ level: 'silent' }),
  });
  return {
    get url() {
      return engine.url;
    },
    dataDir,
    engine,
    async stop() {
      await engine.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

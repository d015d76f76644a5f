// The engine process: opens chDB on a data directory and serves it over HTTP until its parent goes away.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createEngineServer } from '#app/lib/engine/interface/http.server.ts';
import { openChdb } from '#app/lib/engine/run/chdb.server.ts';
import { createFifos } from '#app/lib/engine/run/fifos.server.ts';
import { Runner } from '#app/lib/engine/run/runner.server.ts';
import { createSpool } from '#app/lib/engine/run/spool.server.ts';
import { engineUsers } from './access-file.ts';
import { defaultSettings, engineConfig } from './config-file.ts';
import { toEngineError } from './errors.ts';
import { HEARTBEAT, isHeartbeat, PARALLEL_QUERIES, type Report } from './protocol.ts';

const QUEUED_QUERIES = 512;
/** How long running queries may take to notice that they are cancelled. */
const STOP_PATIENCE_MS = 3_000;
/** Exit code of an engine that gave up on itself; the supervisor starts a new one. */
const EXIT_FATAL = 70;

const { values } = parseArgs({
  options: {
    'data-dir': { type: 'string' },
    port: { type: 'string' },
    memory: { type: 'string' },
    users: { type: 'string' },
  },
});

await start(values['data-dir'] ?? '', Number(values.port), Number(values.memory)).catch(
  async (error: unknown) => {
    await report({ type: 'failed', message: reason(error, values['data-dir'] ?? '', values.port ?? '') });
    process.exit(1);
  },
);

async function start(dataDir: string, port: number, memoryBytes: number): Promise<void> {
  let stopping = false;
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const configDir = mkdtempSync(join(tmpdir(), 'maple-engine-config-'));
  const configPath = join(configDir, 'config.xml');
  const usersPath = join(configDir, 'users.xml');
  const users = values.users === undefined ? engineUsers() : readFileSync(values.users);
  writeFileSync(usersPath, users, { mode: 0o600 });
  writeFileSync(configPath, engineConfig(memoryBytes, usersPath), { mode: 0o600 });
  const chdb = openChdb(dataDir, [`--config-file=${configPath}`]);
  rmSync(configDir, { recursive: true, force: true });
  // Only now is the directory known to be ours alone, so only now may leftovers in it go.
  const spool = createSpool(join(dataDir, 'maple-spool'));
  const runner = new Runner({
    chdb,
    spool,
    fifos: await createFifos(spool.directory),
    defaults: defaultSettings(memoryBytes),
    parallel: PARALLEL_QUERIES,
    queue: QUEUED_QUERIES,
    onFatal: (error) => {
      process.stderr.write(`${error.message}\n`);
      spool.close();
      process.exit(EXIT_FATAL);
    },
    // The supervisor logs what comes here.
    onWarning: (message) => process.stderr.write(`${message}\n`),
  });
  const version = Buffer.from((await runner.control('SELECT version()')).bytes)
    .toString()
    .trim();
  const server = createEngineServer({ runner, version });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });

  async function stop(): Promise<void> {
    if (stopping) return;
    stopping = true;
    server.close();
    server.closeIdleConnections();
    await runner.stop(STOP_PATIENCE_MS);
    server.closeAllConnections();
    spool.close();
    chdb.close();
    process.exit(0);
  }
  process.on('SIGTERM', stop);
  // A terminal sends ^C to the whole group: the supervisor decides when the engine ends.
  process.on('SIGINT', () => undefined);
  // The parent died: nobody waits for an answer any more, and the next Maple wants the directory. What was acknowledged
  // is in ClickHouse's files whatever happens to this process.
  process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
  process.on('message', (message) => {
    if (isHeartbeat(message) && process.connected) process.send?.(HEARTBEAT, () => undefined);
  });
  await report({ type: 'ready', port: (server.address() as AddressInfo).port });
}

async function report(message: Report): Promise<void> {
  if (!process.connected) {
    process.stderr.write(`${JSON.stringify(message)}\n`);
    return;
  }
  await new Promise((resolve) => process.send?.(message, resolve));
}

function reason(error: unknown, dataDir: string, port: string): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE')
    return `Port ${port} for the engine is in use. Set MAPLE_ENGINE_PORT to a free one.`;
  if (code === 'EACCES' || code === 'EROFS' || code === 'EPERM' || code === 'ENOTDIR' || code === 'EEXIST')
    return `The engine cannot write to its data directory ${dataDir}: ${message}`;
  if (code === 'ENOSPC') return `The disk of the engine's data directory ${dataDir} is full.`;
  return `The engine cannot open ${dataDir}: ${toEngineError(error).message.split('\n', 1)[0]}`;
}

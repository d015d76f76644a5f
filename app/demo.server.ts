// `npm run demo`: runs the demo shop beside Maple, as senders like any other.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Config } from './lib/config.server.ts';
import { AppError } from './lib/core/errors.ts';

/** A day has each of the demo's incidents once; the rate is shop requests a second. */
const SINCE = '24h';
const RATE = '1';

/**
 * Sends live from now on, and at the same time the day before, so that neither waits for the other. Answers how to stop
 * both. Throws `bad_request` when senders need a key and none is known.
 */
export function startDemo(root: string, config: Config, otlpHttpPort: number): () => void {
  if (!config.isLoopback && config.ingestKey === undefined)
    throw new AppError(
      'bad_request',
      'The demo needs MAPLE_INGEST_KEY, because Maple listens on more than loopback.',
    );
  const host = config.isLoopback ? config.host : '127.0.0.1';
  const endpoint = `http://${host.includes(':') ? `[${host}]` : host}:${otlpHttpPort}`;
  const run = (options: string[]) =>
    spawn(
      process.execPath,
      [join(root, 'demo', 'main.ts'), '--endpoint', endpoint, '--rate', RATE, ...options],
      {
        // Its end of the channel tells it when we are gone, however that happens.
        stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
        // In the environment, not in the arguments, which every user of the machine can read.
        env: config.ingestKey === undefined ? {} : { MAPLE_INGEST_KEY: config.ingestKey },
      },
    );
  const children = [run(['--live', '--quiet']), run(['--since', SINCE])];
  return () => {
    for (const child of children) child.kill();
  };
}

// The process: reads the settings, opens the web port, starts the services, says where to look, and stops in order.
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { App } from './boot.server.ts';
import { readConfig } from './lib/config.server.ts';
import { serveWeb } from './lib/net/web-server.server.ts';
import type * as ServerBundle from './server.ts';

type Bundle = Pick<typeof ServerBundle, 'boot' | 'handle'>;

const root = fileURLToPath(new URL('..', import.meta.url));
/** How long requests under way may take to end when the program is asked to stop. */
const GRACE_MS = 5_000;

try {
  await main();
} catch (error) {
  fail(error);
}

async function main(): Promise<void> {
  if (Number(process.versions.node.split('.')[0]) < 24)
    throw new Error('Start Maple with "npm run up": it brings the Node that it needs.');
  const started = performance.now();
  const config = readConfig(process.env, root);
  const bundle: Bundle = await import(join(root, 'dist', 'server', 'server.js'));
  let running: App | undefined;
  const web = await serveWeb({
    host: config.host,
    port: config.port,
    files: join(root, 'dist', 'client'),
    fetch: async (request, address) =>
      running ? bundle.handle(request, address, config.url) : new Response('Maple is starting.\n', STARTING),
  });
  // From here on a signal stops what has been started, also in the middle of the start.
  const booting = bundle.boot(config);
  stopOnSignal(async () => {
    const app = await booting.catch(() => undefined);
    await web.close(GRACE_MS);
    await app?.stop();
  });
  running = await booting.catch(async (error: unknown) => {
    await web.close(0);
    throw error;
  });
  process.stdout.write(banner(running, web.port, performance.now() - started));
}

const STARTING = { status: 503, headers: { 'retry-after': '1', 'content-type': 'text/plain' } };

function banner({ config, ports, setup, version }: App, port: number, elapsedMs: number): string {
  const url = config.port === 0 ? config.url.replace(/:0$/, `:${port}`) : config.url;
  const host = new URL(url).hostname;
  const lines = [
    `Maple ${version} is ready after ${(elapsedMs / 1000).toFixed(1)} s`,
    '',
    `  Look here       ${url}`,
    `  OTLP over HTTP  http://${host}:${ports.otlpHttp}`,
    `  OTLP over gRPC  http://${host}:${ports.otlpGrpc}`,
    `  Data            ${config.dataDir}`,
  ];
  if (!setup.isSetUp()) {
    lines.push('', `  The first visitor of ${url}/setup creates the administrator.`);
    if (setup.requiresToken) lines.push(`  Set-up token    ${setup.token}`);
  }
  return `${lines.join('\n')}\n\n`;
}

/** The first signal stops in order, a second one at once. */
function stopOnSignal(stop: () => Promise<void>): void {
  let isStopping = false;
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (isStopping) process.exit(1);
      isStopping = true;
      stop().then(() => process.exit(0), fail);
    });
  }
}

function fail(error: unknown): never {
  // A user's mistake or a missing thing is one line; anything else is a bug and keeps its stack.
  const isExpected = error instanceof Error && ['ConfigError', 'AppError'].includes(error.name);
  const text = error instanceof Error ? (isExpected ? error.message : error.stack) : String(error);
  process.stderr.write(`${text}\n`);
  process.exit(1);
}

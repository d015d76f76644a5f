// The process: reads the settings, opens the web port, starts the services, says where to look, and stops in order.
import { enableCompileCache } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { App } from './boot.server.ts';
import { startDemo } from './demo.server.ts';
import { fileSecurityHeaders } from './lib/api/security-headers.ts';
import { CLIENT_ADDRESS_HEADER } from './lib/auth/client-address.ts';
import { type Config, readEnvironment } from './lib/config.server.ts';
import { listenError } from './lib/net/listen-error.ts';
import { serveWeb, type WebServer } from './lib/net/web-server.server.ts';

type ServerBundle = typeof import('./server.ts');

const root = fileURLToPath(new URL('..', import.meta.url));
const isDevelopment = process.argv.includes('--dev');
/** How long requests under way may take to end when the program is asked to stop. */
const GRACE_MS = 2_000;
/** A terminal signals us and the script that started us, which passes it on: that is one wish, not two. */
const SAME_SIGNAL_MS = 1_000;

// Spares compiling everything anew on each start, and the memory that takes.
enableCompileCache();

try {
  await main();
} catch (error) {
  fail(error);
}

async function main(): Promise<void> {
  if (Number(process.versions.node.split('.')[0]) < 24)
    throw new Error('Start Maple with "npm run up": it brings the Node that it needs.');
  const started = performance.now();
  const config = readEnvironment(root);
  let running: App | undefined;
  let stopDemo = () => {};
  const { web, bundle } = isDevelopment
    ? await develop(config)
    : await serve(config, () => running !== undefined);
  const abort = new AbortController();
  const booting = bundle.boot(config, abort.signal);
  const isStopping = stopOnSignal(async () => {
    stopDemo();
    abort.abort();
    // A start that is under way is finished first: half of it could not be stopped in order.
    const app = await booting.catch(() => undefined);
    app?.tails.stop();
    await web.close(GRACE_MS);
    await app?.stop();
  });
  running = await booting.catch(async (error: unknown) => {
    // The signal's handler ends the process when the start broke off because of it.
    if (isStopping()) return undefined;
    await web.close(0);
    throw error;
  });
  if (running === undefined || isStopping()) return;
  process.stdout.write(banner(running, web.port, performance.now() - started));
  if (process.argv.includes('--demo')) stopDemo = startDemo(root, config, running.ports.otlpHttp);
}

const STARTING = { status: 503, headers: { 'retry-after': '1', 'content-type': 'text/plain' } };

/** The built application. */
async function serve(
  config: Config,
  isReady: () => boolean,
): Promise<{ web: WebServer; bundle: ServerBundle }> {
  const bundle: ServerBundle = await import(join(root, 'dist', 'server', 'server.js'));
  const web = await serveWeb({
    host: config.host,
    port: config.port,
    files: join(root, 'dist', 'client'),
    headers: fileSecurityHeaders(config.url),
    fetch: async (request, address) => {
      if (!isReady()) return new Response('Maple is starting.\n', STARTING);
      // Overwrites whatever a client sent under this name.
      request.headers.set(CLIENT_ADDRESS_HEADER, address);
      return bundle.default.fetch(request);
    },
  });
  return { web, bundle };
}

/** The sources, reloaded when they change. */
async function develop(config: Config): Promise<{ web: WebServer; bundle: ServerBundle }> {
  const { createServer } = await import('vite');
  const vite = await createServer({
    root,
    configFile: join(root, 'app.config.ts'),
    server: { host: config.host, port: config.port, strictPort: true },
  });
  await vite.listen().catch((error: unknown) => {
    throw listenError(error, config.port, 'PORT');
  });
  const bundle = (await vite.ssrLoadModule('/app/server.ts')) as ServerBundle;
  return { web: { port: config.port, close: () => vite.close() }, bundle };
}

function banner({ config, engineUrl, ports, setup, version }: App, port: number, elapsedMs: number): string {
  const url = config.port === 0 ? config.url.replace(/:0$/, `:${port}`) : config.url;
  const host = new URL(url).hostname;
  const lines = [
    `Maple ${version} is ready after ${(elapsedMs / 1000).toFixed(1)} s`,
    '',
    `  Look here       ${url}`,
    `  OTLP over HTTP  http://${host}:${ports.otlpHttp}`,
    `  OTLP over gRPC  http://${host}:${ports.otlpGrpc}`,
    `  Engine          ${engineUrl}`,
    `  Data            ${config.dataDir}`,
  ];
  if (!setup.isSetUp()) {
    lines.push('', `  The first visitor of ${url}/setup creates the administrator.`);
    if (setup.requiresToken) lines.push(`  Set-up token    ${setup.token}`);
  }
  return `${lines.join('\n')}\n\n`;
}

/** The first signal stops in order, a later one at once. Answers whether one has come. */
function stopOnSignal(stop: () => Promise<void>): () => boolean {
  let firstAt: number | undefined;
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (firstAt !== undefined) {
        if (performance.now() - firstAt > SAME_SIGNAL_MS) process.exit(1);
        return;
      }
      firstAt = performance.now();
      stop().then(() => process.exit(0), fail);
    });
  }
  return () => firstAt !== undefined;
}

function fail(error: unknown): never {
  // A user's mistake or a missing thing is one line; anything else is a bug and keeps its stack.
  const isExpected = error instanceof Error && ['ConfigError', 'AppError'].includes(error.name);
  const text = error instanceof Error ? (isExpected ? error.message : error.stack) : String(error);
  process.stderr.write(`${text}\n`);
  process.exit(1);
}

// What every command does first on a bare checkout: install what is missing, build what is stale.
// Plain JavaScript for the Node that the machine has (20 or later); everything else runs on the Node in node_modules.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url));
const bin = join(root, 'node_modules', '.bin');
export const node = join(bin, 'node');

/** Ends the process with one line when the machine's Node is too old to go on. */
export function requireNode() {
  const major = Number(process.versions.node.split('.')[0]);
  if (major < 20) fail(`Maple needs Node 20 or later to start (found ${process.version}).`);
}

export function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}

/** Installs the exact dependencies of the lockfile unless they are there already. */
export function install() {
  const stamp = join(root, 'node_modules', '.maple-installed');
  const wanted = digest([readFileSync(join(root, 'package-lock.json')), process.arch, process.platform]);
  if (existsSync(node) && read(stamp) === wanted) return;
  say('Installing dependencies (about a minute, once) …');
  // `npm ci` fails where a registry lacks other platforms' optional packages.
  run('npm', [
    'install',
    '--no-save',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
    // Whatever NODE_ENV and the user's npm settings say: the build needs its tools, and Node its install script.
    '--include=dev',
    '--ignore-scripts=false',
  ]);
  if (!existsSync(node))
    fail('npm installed, but node_modules/.bin/node is missing. Delete node_modules and try again.');
  writeFileSync(stamp, wanted);
}

/** Builds the web application unless its sources are unchanged since the last build. */
export function build() {
  const stamp = join(root, 'dist', '.maple-built');
  if (existsSync(join(root, 'dist', 'server', 'server.js')) && read(stamp) === buildInputs()) return;
  say('Building …');
  run(join(bin, 'vite'), ['build', '--config', 'app.config.ts', '--logLevel', 'warn']);
  mkdirSync(join(root, 'dist'), { recursive: true });
  // Taken again: the build itself may write the route tree.
  writeFileSync(stamp, buildInputs());
}

/** The state of everything that the build reads. */
function buildInputs() {
  const folders = ['app', 'drizzle', 'public'].flatMap(sources);
  return digest([...folders, ...['app.config.ts', 'package.json', 'package-lock.json'].map(state)]);
}

/** Runs a command to its end with our terminal; a failure ends this process with the same code. */
export function run(command, args, options = {}) {
  const code = tryRun(command, args, options);
  if (code !== 0) process.exit(code);
}

/** Like `run`, but answers the exit code. */
export function tryRun(command, args, options = {}) {
  const result = spawnSync(command, args, { cwd: root, stdio: 'inherit', env: environment(), ...options });
  if (result.error) fail(`${command} could not be started: ${result.error.message}`);
  return result.status ?? 1;
}

/** The environment in which `node` and the installed tools are the project's own. */
export function environment(extra = {}) {
  return { ...process.env, PATH: `${bin}:${process.env.PATH ?? ''}`, ...extra };
}

/**
 * Runs a long-lived program in our place: signals go to it, its exit code is ours, and it is asked to stop
 * when whoever started us is gone (npm can die and leave its child behind).
 */
export function become(args) {
  const child = spawn(node, args, { cwd: root, stdio: 'inherit', env: environment() });
  const parent = process.ppid;
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  const watch = setInterval(() => {
    if (process.ppid !== parent) child.kill('SIGTERM');
  }, 1_000);
  child.on('exit', (code, signal) => {
    clearInterval(watch);
    process.exit(code ?? (signal ? 1 : 0));
  });
  child.on('error', (error) => fail(`Node could not be started: ${error.message}`));
}

function say(text) {
  process.stderr.write(`${text}\n`);
}

function read(path) {
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}

function digest(parts) {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('hex');
}

function sources(folder) {
  const path = join(root, folder);
  if (!existsSync(path)) return [];
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/\.test\.tsx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .sort()
    .map((file) => state(file.slice(root.length)));
}

function state(file) {
  const { size, mtimeMs } = statSync(join(root, file));
  return `${file}:${size}:${mtimeMs}\n`;
}

// The server functions of the build, by name, with the ids by which pages call them.
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const server = resolve(import.meta.dirname, '../../dist/server');

/** From the build's own list of what can be called. */
export function readFunctionIds(): ReadonlyMap<string, string> {
  const built = readdirSync(server, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.js'))
    .map((file) => readFileSync(join(server, file), 'utf8'))
    .join('\n');
  const manifest = built.matchAll(/"([0-9a-f]{64})": \{\s*functionName: "(\w+)_createServerFn_handler"/g);
  return new Map([...manifest].map(([, id = '', name = '']) => [name, id]));
}

// No file reaches other servers by itself: the sources are searched for everything that connects.
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { ALLOWED, outgoing } from './outgoing.ts';

const root = resolve(import.meta.dirname, '../..');

function sources(): string[] {
  return readdirSync(join(root, 'app'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .filter((file) => !/\.test\.tsx?$|testing[\w-]*\.ts$|-testing\.ts$|\/testing\//.test(file));
}

test('only the files that are listed open connections, and all of those do', () => {
  const connecting = sources().filter((file) => outgoing(readFileSync(join(root, file), 'utf8')).length > 0);
  expect(connecting.toSorted()).toEqual(Object.keys(ALLOWED).toSorted());
});

test('in the browser nothing but Maple’s own paths is asked for', () => {
  for (const file of sources().filter(
    (name) => name.startsWith('app/components/') || name.startsWith('app/routes/'),
  )) {
    const text = readFileSync(join(root, file), 'utf8');
    expect([
      file,
      /\b(?:fetch|EventSource|WebSocket|teamFetch)\(\s*[`'"](?:https?:|wss?:)?\/\//.test(text),
    ]).toEqual([file, false]);
  }
});

test.each([
  ["import { request } from 'node:http';", ['request of node:http']],
  ["import { createServer, get as ask } from 'http';", ['get as ask of http']],
  ["import * as net from 'node:net';", ['all of node:net']],
  ["import {\n  connect,\n  type Socket,\n} from 'node:tls';", ['connect of node:tls']],
  ["import undici from 'undici';", ['all of undici']],
  ['const answer = await fetch(url);', ['fetch(']],
  ['const ask = globalThis.fetch;', ['globalThis.fetch']],
  ['createClient({ customFetch: fetch });', [': fetch }']],
  ['new EventSource(url)', ['new EventSource']],
  ["const { connect } = await import('node:net');", ["import('node:net'"]],
  ["require('child_process')", ["require('child_process'"]],
])('%s connects', (text, expected) => {
  expect(outgoing(text)).toEqual(expected);
});

test.each([
  "import type { Agent } from 'node:http';",
  "import { BlockList, isIP, type LookupFunction } from 'node:net';",
  "import { ClickHouseError } from '@clickhouse/client';",
  '// fetch(url) would be wrong here',
  '/* new WebSocket(url) */',
  'const answer = await safeFetch(url);',
  'queryClient.prefetch(x); store.fetch(x); const refetch = useRefetch();',
  'export default createServerEntry({ async handle(request) { return handler.fetch(request); } });',
])('%s does not', (text) => {
  expect(outgoing(text)).toEqual([]);
});

// The frame of the HTTP API with real keys and sessions: status, headers, error bodies and the log line of a request.
import { randomUUID } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { apiKeys, members } from '#drizzle/schema.ts';
import { createKey } from '../auth/keys.server.ts';
import type { Scope } from '../auth/scopes.ts';
import { openTestIdentity, type TestIdentity } from '../auth/testing.ts';
import { AppError } from '../core/errors.ts';
import { declaredOperations } from './operations.ts';
import { apiRoute } from './route.server.ts';
import { setApiRuntime } from './runtime.server.ts';

const PATH = '/api/v1/echo/$thing';
let failure: unknown;
const echo = apiRoute({
  path: PATH,
  summary: 'Echo',
  scope: 'read',
  input: z.object({
    thing: z.string(),
    limit: z.coerce.number().max(10).default(5),
    tags: z.array(z.string()).optional(),
  }),
  output: z.object({ database: z.string(), input: z.unknown() }),
  maxBodyBytes: 200,
  handler: ({ tenant, input }) => {
    if (failure !== undefined) throw failure;
    return { database: tenant.database, input };
  },
});
const open = apiRoute({
  path: '/api/v1/open',
  methods: ['GET'],
  summary: 'Open',
  scope: 'public',
  input: z.object({}),
  output: z.object({ ok: z.boolean() }),
  handler: ({ tenant, log }) => {
    log.info('from the handler');
    return { ok: tenant === undefined };
  },
});

/** Runs until its signal ends it or the test says so. */
let release: (() => void) | undefined;
let ending: unknown;
let isDeaf = false;
const long = apiRoute({
  path: '/api/v1/long',
  methods: ['POST'],
  summary: 'Long',
  scope: 'read',
  input: z.object({}),
  output: z.object({ ok: z.boolean() }),
  handler: ({ signal }) =>
    new Promise((resolve, reject) => {
      release = () => resolve({ ok: true });
      signal.addEventListener('abort', () => {
        ending = signal.reason;
        if (!isDeaf) reject(signal.reason);
      });
    }),
});
/** Events of which none comes. */
const silent = apiRoute({
  path: '/api/v1/silent',
  methods: ['GET'],
  summary: 'Silent',
  scope: 'read',
  input: z.object({}),
  output: z.string(),
  handler: () =>
    new Response(
      new ReadableStream<Uint8Array>({
        cancel(reason) {
          ending = reason;
        },
      }),
      { headers: { 'content-type': 'text/event-stream' } },
    ),
});

let identity: TestIdentity;
let lines: string[];
const keys: Partial<Record<Scope, string>> = {};

beforeAll(async () => {
  identity = openTestIdentity();
  await identity.addOwner();
  for (const scope of ['ingest', 'read', 'write'] as const) {
    keys[scope] = createKey(identity.db, { teamId: identity.team.id, name: scope, scopes: [scope] }).key;
  }
});
afterAll(() => identity.close());
beforeEach(() => {
  lines = [];
  failure = undefined;
  setApiRuntime({
    tenants: identity.tenants,
    log: pino({ level: 'info' }, { write: (line: string) => lines.push(line) }),
  });
});
afterEach(() => setApiRuntime(undefined));

interface Options {
  method?: string;
  headers?: Record<string, string>;
  body?: string;
  key?: string | undefined;
  signal?: AbortSignal;
}

/** Calls the echo route as Start does: the method's handler, or ANY. */
async function call(
  query: string,
  { method = 'GET', headers = {}, body, key = keys.read, signal }: Options = {},
) {
  const request = new Request(`http://127.0.0.1:3000/api/v1/echo/a${query}`, {
    method,
    headers: { ...(key && { authorization: `Bearer ${key}` }), ...headers },
    ...(body !== undefined && { body }),
    ...(signal && { signal }),
  });
  const handler = (echo as Record<string, typeof echo.ANY>)[method] ?? echo.ANY;
  const response = await handler({ request, params: { thing: 'a' } });
  return { status: response.status, headers: response.headers, body: await response.json() };
}
const json = { 'content-type': 'application/json' };

describe('input', () => {
  test.each<[string, string, Options, object]>([
    ['query string', '?limit=3&tags=a,b', {}, { thing: 'a', limit: 3, tags: ['a', 'b'] }],
    ['defaults', '', {}, { thing: 'a', limit: 5 }],
    [
      'JSON',
      '',
      { method: 'POST', headers: json, body: '{"limit":3,"tags":["a"]}' },
      { thing: 'a', limit: 3, tags: ['a'] },
    ],
    ['empty POST', '', { method: 'POST' }, { thing: 'a', limit: 5 }],
    ['the path wins', '?thing=b', {}, { thing: 'a', limit: 5 }],
  ])('%s', async (_name, query, options, input) => {
    expect(await call(query, options)).toMatchObject({ status: 200, body: { database: 'otel', input } });
  });

  test.each<[string, string, Options, number, string]>([
    ['out of range', '?limit=11', {}, 400, 'limit: Too big: expected number to be <=10'],
    ['unknown field', '?limti=1', {}, 400, 'There is no field "limti" here.'],
    [
      'broken JSON',
      '',
      { method: 'POST', headers: json, body: '{' },
      400,
      'The body is not valid JSON (at position 1).',
    ],
    [
      'wrong type',
      '',
      { method: 'POST', headers: { 'content-type': 'text/plain' }, body: '{}' },
      415,
      'Send the body as Content-Type: application/json.',
    ],
    [
      'too large',
      '',
      { method: 'POST', headers: json, body: ' '.repeat(201) },
      413,
      'The body is larger than 200 bytes.',
    ],
    ['no such method', '', { method: 'DELETE' }, 405, 'This path answers GET, POST.'],
    ['no such method, no credentials', '', { method: 'PUT', key: '' }, 405, 'This path answers GET, POST.'],
  ])('%s', async (_name, query, options, status, message) => {
    const answer = await call(query, options);
    expect(answer.status).toBe(status);
    expect(answer.body.error.message).toBe(message);
    if (status === 405) expect(answer.headers.get('allow')).toBe('GET, POST');
  });
});

describe('credentials', () => {
  test.each<[string, () => string | undefined, number, string]>([
    ['none', () => '', 401, 'unauthorized'],
    ['an unknown key', () => 'mpl_no', 401, 'unauthorized'],
    ['an ingest key', () => keys.ingest, 403, 'forbidden'],
    ['a write key', () => keys.write, 403, 'forbidden'],
  ])('%s', async (_name, key, status, code) => {
    const answer = await call('', { key: key() });
    expect(answer).toMatchObject({ status, body: { error: { code } } });
    expect(answer.headers.get('www-authenticate')).toBe(status === 401 ? 'Bearer realm="maple"' : null);
  });

  test('are asked for before the input is looked at', async () => {
    expect(await call('?nonsense=1', { key: '' })).toMatchObject({ status: 401 });
  });

  test('a session works from our own pages only', async () => {
    const cookie = await identity.signIn();
    const post = (site: string) =>
      call('', { method: 'POST', key: '', headers: { ...json, cookie, 'sec-fetch-site': site }, body: '{}' });
    expect(await post('same-origin')).toMatchObject({ status: 200, body: { database: 'otel' } });
    expect(await post('cross-site')).toMatchObject({ status: 403, body: { error: { code: 'forbidden' } } });
  });

  test('a public route asks for none', async () => {
    const response = await open.GET?.({ request: new Request('http://127.0.0.1:3000/api/v1/open') });
    expect(await response?.json()).toEqual({ ok: true });
  });
});

describe('errors', () => {
  test('of ours keep their code, position, hint and time to wait', async () => {
    failure = new AppError('bad_request', 'A quote is missing.', {
      position: { from: 3, to: 4 },
      hint: 'Add it.',
    });
    expect(await call('')).toMatchObject({
      status: 400,
      body: {
        error: {
          code: 'bad_request',
          message: 'A quote is missing.',
          position: { from: 3, to: 4 },
          hint: 'Add it.',
        },
      },
    });
    failure = new AppError('unavailable', 'The engine restarts.', { retryAfter: 1.2 });
    const answer = await call('');
    expect(answer.status).toBe(503);
    expect(answer.headers.get('retry-after')).toBe('2');
  });

  test('of the program show nothing of the inside, which is in the log', async () => {
    failure = new Error('password=hunter2 at /srv/maple');
    const answer = await call('');
    expect(answer.status).toBe(500);
    expect(JSON.stringify(answer.body)).not.toMatch(/hunter2|srv/);
    const line = JSON.parse(lines.at(-1) ?? '');
    expect(line).toMatchObject({
      level: 50,
      status: 500,
      err: { message: 'password=hunter2 at /srv/maple' },
    });
    expect(line.requestId).toBe(answer.headers.get('x-request-id'));
  });

  test('of a client that went away are no error of ours', async () => {
    const controller = new AbortController();
    failure = new Error('aborted');
    controller.abort();
    expect(await call('', { signal: controller.signal })).toMatchObject({ status: 499 });
    expect(JSON.parse(lines.at(-1) ?? '').level).toBe(30);
  });

  test('before the program has started say to come back', async () => {
    setApiRuntime(undefined);
    const answer = await call('');
    expect(answer).toMatchObject({ status: 503, body: { error: { message: 'Maple is starting.' } } });
    expect(answer.headers.get('retry-after')).toBe('1');
  });
});

describe('every answer', () => {
  test('is not stored and not guessed at', async () => {
    for (const options of [{}, { key: '' }]) {
      const { headers } = await call('', options);
      expect(headers.get('cache-control')).toBe('no-store');
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('content-type')).toBe('application/json');
    }
  });

  test("has a request id: the sender's when it is harmless", async () => {
    const sent = randomUUID();
    expect((await call('', { headers: { 'x-request-id': sent } })).headers.get('x-request-id')).toBe(sent);
    for (const bad of ['short', 'x'.repeat(65), 'with space', '"><script>']) {
      const id = (await call('', { headers: { 'x-request-id': bad } })).headers.get('x-request-id');
      expect(id).toMatch(/^[0-9a-f-]{36}$/);
    }
  });

  test('leaves one log line with who, what and how long, and no key or query', async () => {
    await call('?tags=private-search', { headers: { 'x-request-id': 'abcdefgh' } });
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      level: 30,
      requestId: 'abcdefgh',
      method: 'GET',
      path: '/api/v1/echo/a',
      status: 200,
      durationMs: expect.any(Number),
      team: identity.team.id,
      actor: 'key',
    });
    expect(lines[0]).not.toContain(keys.read);
    expect(lines[0]).not.toContain('private-search');
  });
});

describe('an operation that runs long', () => {
  beforeEach(() => {
    ending = undefined;
    isDeaf = false;
  });
  const ask = async (headers: Record<string, string>) => {
    const request = new Request('http://127.0.0.1:3000/api/v1/long', { method: 'POST', headers });
    const response = await long.POST?.({ request });
    return { status: response?.status, body: await response?.json() };
  };
  const newKey = () => createKey(identity.db, { teamId: identity.team.id, name: 'long', scopes: ['read'] });
  const set = (id: string, fields: Partial<typeof apiKeys.$inferInsert>) =>
    identity.db.update(apiKeys).set(fields).where(eq(apiKeys.id, id)).run();

  test.each([
    ['revoked', { revokedAt: new Date() }, false, 401, 'unauthorized'],
    ['revoked, though it heeds no signal', { revokedAt: new Date() }, true, 401, 'unauthorized'],
    ['without its scope', { scopes: ['ingest'] as const }, false, 403, 'forbidden'],
  ])('ends when its key is %s', async (_name, fields, deaf, status, code) => {
    isDeaf = deaf;
    const { id, key } = newKey();
    const answer = ask({ authorization: `Bearer ${key}` });
    set(id, fields);
    expect(await answer).toMatchObject({ status, body: { error: { code } } });
    expect(ending).toMatchObject({ code });
  });

  test('ends as a stream of events that gets none, and says why', async () => {
    const { id, key } = newKey();
    const headers = { authorization: `Bearer ${key}` };
    const response = await silent.GET?.({ request: new Request('http://127.0.0.1:3000/x', { headers }) });
    const text = response?.text();
    set(id, { revokedAt: new Date() });
    expect(await text).toMatch(/^event: error\ndata: .*"unauthorized".*\n\n$/);
    expect(ending).toMatchObject({ code: 'unauthorized' });
  });

  test('ends when its reader has left the team', async () => {
    const cookie = await identity.signIn();
    const answer = ask({ cookie, 'sec-fetch-site': 'same-origin' });
    const all = identity.db.delete(members).returning().all();
    expect(await answer).toMatchObject({ status: 403 });
    identity.db.insert(members).values(all).run();
  });

  test('is answered while its key is good, however often that is asked', async () => {
    const { key } = newKey();
    let asked = 0;
    const { tenants } = identity;
    const fromRequest: typeof tenants.fromRequest = (...of) => {
      asked += 1;
      // First the request itself, then twice again.
      if (asked === 3) release?.();
      return tenants.fromRequest(...of);
    };
    setApiRuntime({ tenants: { ...tenants, fromRequest }, log: pino({ level: 'silent' }) });
    expect(await ask({ authorization: `Bearer ${key}` })).toEqual({ status: 200, body: { ok: true } });
    expect([asked, ending]).toEqual([3, undefined]);
  });
});

test('declaring a route puts it in the list that OpenAPI is made from', () => {
  expect(declaredOperations().map(({ path, methods }) => [path, methods])).toEqual([
    [PATH, ['GET', 'POST']],
    ['/api/v1/long', ['POST']],
    ['/api/v1/open', ['GET']],
    ['/api/v1/silent', ['GET']],
  ]);
});

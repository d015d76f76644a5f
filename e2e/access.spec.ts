// Every API operation and server function of the build, found by enumeration, asked by another site's page with a person's session;
// and telemetry of two teams. Who may do what by credentials is in isolation.spec.ts.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createKey } from '#app/lib/auth/keys.server.ts';
import { teams } from '#drizzle/schema.ts';
import { findDoors } from '#scripts/lib/isolation/doors.ts';
import { openDatabaseOf } from './lib/database.ts';
import { readFunctionIds } from './lib/function-ids.ts';
import { ADMIN, API_KEY, INGEST_KEY, type Maple, startMaple, temporaryData } from './lib/maple.ts';
import { signIn } from './lib/sign-in.ts';

const PUBLIC_PATHS = ['/api/v1/health/status', '/api/v1/openapi.json'];
const PUBLIC_FUNCTIONS = findDoors()
  .filter(({ kind, access }) => kind === 'function' && access === 'public')
  .map(({ name }) => name);

let data: ReturnType<typeof temporaryData>;
let maple: Maple;
let other: { api: string; ingest: string };

beforeAll(async () => {
  data = temporaryData();
  const env = { MAPLE_ADMIN_EMAIL: ADMIN.email, MAPLE_ADMIN_PASSWORD: ADMIN.password };
  await (await startMaple({ dataDir: data.dataDir, env })).stop();
  other = addTeam(data.dataDir);
  maple = await startMaple({ dataDir: data.dataDir, env });
});

afterAll(async () => {
  await maple?.stop();
  data.remove();
});

/** A second team with keys of its own; its database is made by the next start. */
function addTeam(dataDir: string): { api: string; ingest: string } {
  const { db, close } = openDatabaseOf({ dataDir });
  db.insert(teams).values({ id: 'other', slug: 'other', name: 'Other', database: 'otel_other' }).run();
  const api = createKey(db, { teamId: 'other', name: 'api', scopes: ['read', 'write', 'admin'] }).key;
  const ingest = createKey(db, { teamId: 'other', name: 'ingest', scopes: ['ingest'] }).key;
  close();
  return { api, ingest };
}

interface Operation {
  readonly path: string;
  readonly method: string;
}

async function operations(): Promise<Operation[]> {
  const document = await (await fetch(`${maple.url}/api/v1/openapi.json`)).json();
  return Object.entries<object>(document.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => ({ path, method: method.toUpperCase() })),
  );
}

function call({ path, method }: Operation, headers: Record<string, string>): Promise<Response> {
  const hasBody = method !== 'GET' && method !== 'DELETE';
  return fetch(maple.url + path, {
    method,
    headers: { ...(hasBody && { 'content-type': 'application/json' }), ...headers },
    ...(hasBody && { body: '{}' }),
  });
}

describe('API routes', () => {
  test('refuse a change that another site asks for with the session of a person', async () => {
    const cookie = await signIn(maple);
    const others: Record<string, string>[] = [
      { 'sec-fetch-site': 'cross-site' },
      { origin: 'https://evil.example' },
    ];
    for (const operation of await operations()) {
      if (PUBLIC_PATHS.includes(operation.path) || operation.method === 'GET') continue;
      for (const site of others) {
        const response = await call(operation, { cookie, ...site });
        expect([operation, response.status]).toEqual([operation, 403]);
      }
    }
  });

  test('take a key and a session', async () => {
    const cookie = await signIn(maple);
    const credentials: Record<string, string>[] = [
      { authorization: `Bearer ${API_KEY}` },
      { cookie, origin: maple.url },
    ];
    for (const headers of credentials) {
      const response = await call({ path: '/api/v1/logs/search', method: 'POST' }, headers);
      expect(response.status).toBe(200);
    }
  });
});

describe('server functions', () => {
  const functions = [...readFunctionIds()].map(([name, id]) => ({ name, id }));

  /** Of one sign-in for all of them: too many in a minute are refused. */
  let cookie: string | undefined;

  /** The answers to GET and POST; one of them is not the function's method. */
  async function statuses(id: string, headers: Record<string, string>): Promise<number[]> {
    const answers = ['GET', 'POST'].map(async (method) => {
      const response = await fetch(`${maple.url}/_serverFn/${id}`, {
        method,
        // No payload: credentials are looked at before it.
        headers: { 'x-tsr-serverfn': 'true', 'sec-fetch-site': 'same-origin', ...headers },
      });
      await response.arrayBuffer();
      return response.status;
    });
    return Promise.all(answers);
  }

  test.each(functions.filter(({ name }) => !PUBLIC_FUNCTIONS.includes(name)))('$name', async ({ id }) => {
    cookie ??= await signIn(maple);
    for (const status of await statuses(id, {
      cookie,
      'sec-fetch-site': 'cross-site',
      origin: 'https://evil.example',
    }))
      expect(status).toBeGreaterThanOrEqual(400);
  });
});

describe('another team', () => {
  async function send(key: string | undefined, text: string): Promise<number> {
    const response = await fetch(`${maple.otlpHttp}/v1/logs`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(key && { authorization: `Bearer ${key}` }) },
      body: JSON.stringify({
        resourceLogs: [{ scopeLogs: [{ logRecords: [{ body: { stringValue: text } }] }] }],
      }),
    });
    return response.status;
  }

  async function bodies(key: string): Promise<string[]> {
    const response = await fetch(`${maple.url}/api/v1/logs/search`, {
      headers: { authorization: `Bearer ${key}` },
    });
    const { rows } = await response.json();
    return rows.map((row: { body: string }) => row.body);
  }

  test('sees its own records only, whatever key sent them', async () => {
    expect(await send(undefined, 'ours without a key')).toBe(200);
    expect(await send(INGEST_KEY, 'ours')).toBe(200);
    expect(await send(other.ingest, 'theirs')).toBe(200);
    expect(await send(other.api, 'sent with a key that may not ingest')).toBe(403);
    expect(await send('not-a-key-of-maple-0123456789', 'nobody’s')).toBe(401);
    expect((await bodies(API_KEY)).toSorted()).toEqual(['ours', 'ours without a key']);
    expect(await bodies(other.api)).toEqual(['theirs']);
  });
});

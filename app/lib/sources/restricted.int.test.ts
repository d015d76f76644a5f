// Sources and connections as a key sees them that is kept to some: the others are not there, by any name.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Tenant } from '#app/lib/auth/tenant.server.ts';
import { connections, sources as sourceTable } from '#drizzle/schema.ts';
import { type SourceInput, sourceInput } from './schema.ts';
import type { Sources } from './sources.server.ts';
import { startTestSources } from './testing.ts';

let lab: Awaited<ReturnType<typeof startTestSources>>;
let sources: Sources;

const TIMESTAMP = { timestamp: 'Timestamp', body: 'Body' };
const DEFINITIONS: Readonly<Record<string, Partial<SourceInput>>> = {
  warnings: { table: 'otel_logs', expressions: { ...TIMESTAMP, filter: "SeverityText = 'WARN'" } as never },
  shop: { table: 'shop_logs' },
  far: { table: 'far_logs', connectionId: 'c1' },
  farther: { table: 'farther_logs', connectionId: 'c1', database: 'elsewhere' },
  other: { table: 'other_logs', connectionId: 'c2' },
};

beforeAll(async () => {
  lab = await startTestSources();
  ({ sources } = lab);
  const { db } = lab.identity;
  const { teamId } = lab.ours;
  for (const id of ['c1', 'c2'])
    db.insert(connections)
      .values({ id, teamId, name: id, url: 'http://db.example:8123', username: 'u', database: 'd' })
      .run();
  for (const [id, more] of Object.entries(DEFINITIONS)) {
    const definition = sourceInput.parse({ name: `The ${id}`, kind: 'log', expressions: TIMESTAMP, ...more });
    db.insert(sourceTable)
      .values({
        id,
        teamId,
        name: definition.name,
        kind: 'log',
        connectionId: definition.connectionId,
        definition,
      })
      .run();
  }
});

afterAll(() => lab?.stop());

const keptTo = (...ids: string[]) => ({ ...lab.ours, allowedSources: new Set(ids) }) as Tenant;
const refused = expect.objectContaining({ code: 'forbidden', message: 'This key may not read that source.' });

test('the list has its sources only', () => {
  expect(sources.list(keptTo('shop', 'traces', 'deleted')).map(({ id }) => id)).toEqual(['traces', 'shop']);
  expect(sources.list(keptTo('deleted'))).toEqual([]);
});

describe.each(['logs', 'LOGS', 'warnings', 'The Warnings', 'nope', ''])('%j is refused', (name) => {
  test('to open and to get, with the sources that it may read as a hint', async () => {
    const key = keptTo('shop', 'traces');
    expect(() => sources.get(key, name)).toThrow(refused);
    await expect(sources.open(key, name)).rejects.toMatchObject({
      code: 'forbidden',
      hint: 'It may read traces, The shop.',
    });
    expect(sources.mayRead(key, name)).toBe(false);
    expect(sources.mayRead(lab.ours, name)).toBe(true);
  });
});

test('what another has opened before does not help', async () => {
  await sources.open(lab.ours, 'logs');
  await expect(sources.open(keptTo('traces'), 'logs')).rejects.toMatchObject({ code: 'forbidden' });
  expect((await sources.open(keptTo('traces'), 'Traces')).source.id).toBe('traces');
});

test.each<[readonly string[], string | undefined, readonly string[]]>([
  [['logs', 'shop'], undefined, ['otel_logs', 'shop_logs']],
  [['logs', 'shop'], 'shop', ['otel_logs', 'shop_logs']],
  [['logs'], 'Logs', ['otel_logs']],
  [['warnings'], undefined, []],
  [['warnings', 'logs'], undefined, ['otel_logs']],
  [['far', 'farther', 'shop'], 'far', ['far_logs']],
  [['far', 'farther', 'shop'], 'farther', ['farther_logs']],
  [['far'], undefined, []],
])('kept to %j, SQL in the place of %j names %j', (ids, place, tables) => {
  expect(sources.tablesOf(keptTo(...ids), place)).toEqual(tables);
});

test('without a restriction SQL names every table; beyond it no place is open', () => {
  expect(sources.tablesOf(lab.ours, undefined)).toBeUndefined();
  expect(() => sources.tablesOf(keptTo('shop'), 'far')).toThrow(refused);
});

test('a connection is known where one of its sources may be read', () => {
  const ids = (tenant: Tenant) => sources.connections.list(tenant).map(({ id }) => id);
  expect(ids(lab.ours)).toEqual(['c1', 'c2']);
  expect(ids(keptTo('far'))).toEqual(['c1']);
  expect(ids(keptTo('shop'))).toEqual([]);
  expect(() => sources.connections.get(keptTo('far'), 'c2')).toThrow(
    expect.objectContaining({ code: 'not_found' }),
  );
  expect(sources.connections.get(keptTo('far'), 'c1').name).toBe('c1');
});

test('ids of sources are checked before a key is kept to them', () => {
  sources.checkIds(lab.ours, ['logs', 'shop']);
  for (const ids of [['nope'], ['logs', 'The shop'], ['Logs']])
    expect(() => sources.checkIds(lab.ours, ids)).toThrow(expect.objectContaining({ code: 'bad_request' }));
  expect(() => sources.checkIds(lab.theirs, ['shop'])).toThrow(
    expect.objectContaining({ code: 'bad_request' }),
  );
});

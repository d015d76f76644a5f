// Who changes which limits, what is refused, and what the audit log says of it; on the real database.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Tenant } from '#app/lib/auth/tenant.server.ts';
import { DEFAULT_LIMITS } from '#app/lib/clickhouse/limits.ts';
import { QueryPlaces } from '#app/lib/clickhouse/query-places.ts';
import { auditLog, users } from '#drizzle/schema.ts';
import { createTeamLimits, type TeamLimitsService } from './limits.server.ts';
import { limitsChange } from './schema.ts';
import { openTestQuotas, type TestQuotas } from './testing.ts';

let test_: TestQuotas;
let places: QueryPlaces;
let limits: TeamLimitsService;

beforeEach(() => {
  test_ = openTestQuotas();
  places = new QueryPlaces({ total: 12, perTeam: 8 });
  limits = createTeamLimits({
    db: test_.db,
    settings: test_.settings,
    ingestQuotas: test_.quotas,
    ingestDays: test_.days,
    places,
    queryLimits: { all: DEFAULT_LIMITS, byRole: { viewer: { maxSeconds: 20, maxRows: 1_000 } } },
  });
  test_.db.insert(users).values({ id: 'ada', name: 'Ada', email: 'ada@example.com' }).run();
});
afterEach(() => test_.close());

function person(role: 'owner' | 'admin' | 'viewer', isInstanceAdmin = false): Tenant {
  const { id: teamId, name: teamName } = test_.team;
  return {
    teamId,
    teamName,
    role,
    scopes: new Set(role === 'viewer' ? ['read'] : ['read', 'write', 'admin']),
    actor: { kind: 'user', userId: 'ada', email: 'ada@example.com', name: 'Ada', isInstanceAdmin },
    client: { address: '127.0.0.1', userAgent: 'test' },
  } as unknown as Tenant;
}

function adminKey(): Tenant {
  return { ...person('admin'), role: undefined, actor: { kind: 'key', keyId: 'k', name: 'key' } };
}

const entries = () => test_.db.select().from(auditLog).all();

describe('changing', () => {
  test('quotas: administrators of the installation; limits of roles: admins of the team; each is written down', () => {
    limits.change(person('admin', true), { ingest: { bytesPerDay: 1_000 } });
    const { query, ingest } = limits.change(person('admin'), {
      query: { member: { seconds: 30, concurrent: 2 }, viewer: { seconds: 10 } },
    });
    expect(ingest.quotas.bytesPerDay).toEqual({ limit: 1_000, used: 0, state: 'fine' });
    expect(query.roles.member.effective).toEqual({ seconds: 30, concurrent: 2 });
    expect(query.roles.viewer).toMatchObject({
      team: { seconds: 10 },
      installation: { seconds: 20, rows: 1_000 },
      effective: { seconds: 10, rows: 1_000 },
    });
    // A role that is not named stays; an empty one has no limits of the team.
    expect(limits.change(person('admin'), { query: { viewer: {} } }).query.roles).toMatchObject({
      member: { effective: { seconds: 30, concurrent: 2 } },
      viewer: { team: {}, effective: { seconds: 20, rows: 1_000 } },
    });
    expect(entries()).toMatchObject([
      {
        action: 'team.settings',
        actorName: 'ada@example.com',
        targetId: test_.team.id,
        before: { ingest: {} },
        after: { ingest: { bytesPerDay: 1_000 } },
      },
      { before: { query: { member: {}, viewer: {} } }, after: { query: { viewer: { seconds: 10 } } } },
      { before: { query: { viewer: { seconds: 10 } } }, after: { query: { viewer: {} } } },
    ]);
  });

  test('settings of others in the same row stay', () => {
    test_.set({ retentionDays: { logs: 3 } });
    limits.change(person('admin', true), { ingest: { recordsPerSecond: 5 } });
    expect(test_.settings.of(test_.team.id)).toEqual({
      retentionDays: { logs: 3 },
      ingest: { recordsPerSecond: 5 },
    });
  });

  test('what changes nothing is not written down', () => {
    limits.change(person('admin', true), { ingest: {}, query: { key: {} } });
    expect(entries()).toEqual([]);
  });

  test.each([
    ['quotas by an admin of the team', () => person('admin'), { ingest: { bytesPerDay: 1 } }, 'forbidden'],
    ['anything by a viewer', () => person('viewer', true), { query: { viewer: {} } }, 'forbidden'],
    [
      'limits of owners by an admin',
      () => person('admin'),
      { query: { owner: { seconds: 1 } } },
      'forbidden',
    ],
    ['no limits of owners by an admin', () => person('admin'), { query: { owner: {} } }, 'forbidden'],
    ['limits of owners by a key', () => adminKey(), { query: { owner: { seconds: 1 } } }, 'forbidden'],
    [
      'more than the installation allows',
      () => person('admin'),
      { query: { viewer: { rows: 1_001 } } },
      'bad_request',
    ],
  ])('%s: no', (_name, who, change, code) => {
    expect(() => limits.change(who(), change)).toThrow(expect.objectContaining({ code }));
    expect(test_.settings.of(test_.team.id)).toEqual({});
    expect(entries()).toEqual([]);
  });
});

test.each([
  ['an owner', () => person('owner')],
  ['who administrates the installation', () => person('admin', true)],
])('the limits of owners are changed by %s', (_name, who) => {
  const { query, mayChange } = limits.change(who(), { query: { owner: { seconds: 5 } } });
  expect(query.roles.owner.effective).toEqual({ seconds: 5 });
  expect(mayChange.queryOfOwners).toBe(true);
  expect(limits.read(person('admin')).mayChange).toMatchObject({ query: true, queryOfOwners: false });
});

test.each([
  ['seconds', 0, 1],
  ['rows', 999, 1_000],
  ['memoryBytes', 16 * 1_024 ** 2 - 1, 16 * 1_024 ** 2],
  ['concurrent', 0, 1],
])('%s: %d is too little to find anything, %d is not', (field, tooLittle, enough) => {
  const is = (amount: number) => limitsChange.safeParse({ query: { viewer: { [field]: amount } } }).success;
  expect([is(tooLittle), is(enough)]).toEqual([false, true]);
});

describe('reading', () => {
  test('warns from 80 % on, and says so when it is used up', () => {
    test_.set({ ingest: { bytesPerDay: 1_000, recordsPerSecond: 1 } });
    const { id } = test_.team;
    test_.quotas.claim(id, 'logs', 799).addRecords(1);
    expect(limits.read(person('viewer')).warnings).toEqual([]);
    test_.quotas.claim(id, 'logs', 1).addRecords(1);
    expect(limits.read(person('viewer'))).toMatchObject({
      ingest: { quotas: { bytesPerDay: { limit: 1_000, used: 800, state: 'near' } }, refusedToday: 0 },
      warnings: ['The team may send at most 1000 B per day (UTC), and 80 % of that is used.'],
      mayChange: { ingest: false, query: false, queryOfOwners: false },
    });
    expect(() => test_.quotas.claim(id, 'logs', 201)).toThrow();
    expect(() => test_.quotas.claim(id, 'logs', 1).addRecords(4)).toThrow();
    const { ingest, warnings } = limits.read(person('admin', true));
    expect(ingest).toMatchObject({
      quotas: { bytesPerDay: { state: 'reached' }, recordsPerSecond: { state: 'reached', used: 0.2 } },
      refusedToday: 2,
      dayEndsAt: '2026-11-23T00:00:00.000Z',
    });
    expect(warnings).toHaveLength(2);
    test_.pass(61);
    expect(limits.read(person('admin')).ingest.quotas).toMatchObject({
      bytesPerDay: { state: 'near' },
      recordsPerSecond: { state: 'fine', used: 0 },
    });
  });

  test('who runs and who waits, by role', async () => {
    const asker = { teamId: test_.team.id, role: 'viewer', maxConcurrent: 1, setBy: '' } as const;
    const signal = new AbortController().signal;
    const place = await places.enter(asker, signal);
    const waiting = places.enter(asker, signal);
    expect(limits.read(person('viewer')).query).toMatchObject({
      roles: { viewer: { running: 1, waiting: 1 }, admin: { running: 0, waiting: 0 } },
      places: 12,
      placesOfTeam: 8,
    });
    place.leave();
    (await waiting).leave();
  });
});

// Saved searches and pinned facets in a real SQLite: who sees and changes what, and that no team sees another's.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { SCOPES_OF_ROLE, type Scope } from '#app/lib/auth/scopes.ts';
import type { Tenant } from '#app/lib/auth/tenant.server.ts';
import { openTestIdentity, type TestIdentity } from '#app/lib/auth/testing.ts';
import { teams, users } from '#drizzle/schema.ts';
import { createFacetPins, type FacetPinStore } from './pins.server.ts';
import { facetPinsInput, savedSearchChanges, savedSearchInput } from './schema.ts';
import { createSavedSearches, type SavedSearches } from './searches.server.ts';

/** As the sources decide it: by the ids that a key is kept to. */
const SOURCES = {
  mayRead: ({ allowedSources }: Tenant, source: string) => allowedSources?.has(source) ?? true,
};

let identity: TestIdentity;
let saved: SavedSearches;
let pins: FacetPinStore;

beforeEach(() => {
  identity = openTestIdentity();
  const { db } = identity;
  db.insert(teams).values({ id: 'ours', slug: 'ours', name: 'Ours', database: 'otel_ours' }).run();
  db.insert(teams).values({ id: 'theirs', slug: 'theirs', name: 'Theirs', database: 'otel_theirs' }).run();
  for (const id of ['ada', 'bob', 'eve'])
    db.insert(users)
      .values({ id, name: id, email: `${id}@example.com` })
      .run();
  saved = createSavedSearches(db, SOURCES);
  pins = createFacetPins(db, SOURCES);
});

afterEach(() => identity.close());

const CLIENT = { address: '', userAgent: '' };
const person = (userId: string, role: keyof typeof SCOPES_OF_ROLE = 'member', teamId = 'ours') =>
  ({
    teamId,
    role,
    scopes: SCOPES_OF_ROLE[role],
    actor: { kind: 'user', userId, email: `${userId}@example.com` },
    client: CLIENT,
  }) as unknown as Tenant;
const key = (scopes: readonly Scope[], teamId = 'ours') =>
  ({
    teamId,
    scopes: new Set(scopes),
    actor: { kind: 'key', keyId: 'k', name: 'Key' },
    client: CLIENT,
  }) as unknown as Tenant;
const ada = person('ada');
const bob = person('bob');
const eve = person('eve', 'owner', 'theirs');
const writer = key(['read', 'write']);

const make = (tenant: Tenant, name: string, more: object = {}) =>
  saved.create(tenant, savedSearchInput.parse({ name, ...more }));
const names = (tenant: Tenant) => saved.list(tenant).map(({ name }) => name);

describe('saved searches', () => {
  test('bring back all that was saved', () => {
    const search = {
      source: 'traces',
      language: 'sql',
      query: 'Duration > 5',
      from: 'now-6h',
      to: 'now',
      order: 'asc',
      columns: ['service', 'attributes.http.route'],
      traces: { show: 'spans', sort: 'slowest', minDuration: '250ms', maxDuration: '' },
    };
    const { id } = make(ada, '  Slow  ', search);
    expect(saved.get(ada, id)).toMatchObject({
      ...search,
      name: 'Slow',
      visibility: 'private',
      ownerName: 'ada',
      isMine: true,
      isEditable: true,
    });
  });

  test('are one’s own, and those of the team, by name', () => {
    make(ada, 'b mine');
    make(ada, 'C for all', { visibility: 'team' });
    make(bob, 'a of bob');
    expect(names(ada)).toEqual(['b mine', 'C for all']);
    expect(names(bob)).toEqual(['a of bob', 'C for all']);
    expect(names(key(['read']))).toEqual(['C for all']);
  });

  test('of another team are not there, whatever one is', () => {
    const { id } = make(ada, 'ours', { visibility: 'team' });
    const admin = key(['read', 'write', 'admin'], 'theirs');
    for (const other of [eve, admin, person('ada', 'owner', 'theirs')]) {
      expect(names(other)).toEqual([]);
      expect(() => saved.get(other, id)).toThrow(expect.objectContaining({ code: 'not_found' }));
      expect(() => saved.update(other, id, { name: 'theirs' })).toThrow(
        expect.objectContaining({ code: 'not_found' }),
      );
      expect(() => saved.remove(other, id)).toThrow(expect.objectContaining({ code: 'not_found' }));
    }
    expect(names(ada)).toEqual(['ours']);
  });

  test('are changed by their owner, those of the team by admins too', () => {
    const mine = make(ada, 'mine');
    const ours = make(ada, 'ours', { visibility: 'team', query: 'x' });
    expect(() => saved.update(bob, mine.id, { name: 'no' })).toThrow(
      expect.objectContaining({ code: 'not_found' }),
    );
    expect(() => saved.update(bob, ours.id, { name: 'no' })).toThrow(
      expect.objectContaining({ code: 'forbidden' }),
    );
    expect(() => saved.remove(bob, ours.id)).toThrow(expect.objectContaining({ code: 'forbidden' }));
    expect(saved.list(bob)[0]).toMatchObject({ isMine: false, isEditable: false });
    const admin = person('bob', 'admin');
    expect(saved.update(admin, ours.id, { name: 'tidied' })).toMatchObject({
      name: 'tidied',
      query: 'x',
      ownerName: 'ada',
    });
    expect(() => saved.update(admin, ours.id, { visibility: 'private' })).toThrow(
      expect.objectContaining({ code: 'forbidden' }),
    );
    expect(saved.update(ada, ours.id, { visibility: 'private' })).toMatchObject({ visibility: 'private' });
    saved.remove(ada, ours.id);
    expect(names(ada)).toEqual(['mine']);
  });

  test('of one’s own need no more than looking, those of the team need writing', () => {
    const viewer = person('bob', 'viewer');
    const { id } = make(viewer, 'mine');
    expect(() => make(viewer, 'ours', { visibility: 'team' })).toThrow(
      expect.objectContaining({ code: 'forbidden' }),
    );
    expect(() => saved.update(viewer, id, { visibility: 'team' })).toThrow(
      expect.objectContaining({ code: 'forbidden' }),
    );
    saved.remove(viewer, id);
  });

  test('of keys are of the team, and only keys that may write make them', () => {
    expect(() => make(writer, 'private')).toThrow(expect.objectContaining({ code: 'forbidden' }));
    expect(() => make(key(['read']), 'ours', { visibility: 'team' })).toThrow(
      expect.objectContaining({ code: 'forbidden' }),
    );
    const { id } = make(writer, 'by key', { visibility: 'team' });
    expect(saved.get(ada, id)).toMatchObject({ ownerName: '', isMine: false, isEditable: false });
    expect(() => saved.remove(key(['read']), id)).toThrow(expect.objectContaining({ code: 'forbidden' }));
    const byPerson = make(ada, 'by ada', { visibility: 'team' });
    expect(() => saved.remove(writer, byPerson.id)).toThrow(expect.objectContaining({ code: 'forbidden' }));
    saved.remove(writer, id);
    saved.remove(key(['read', 'write', 'admin']), byPerson.id);
    expect(names(ada)).toEqual([]);
  });

  test('of one owner have a bound', () => {
    for (let index = 0; index < 500; index += 1) make(ada, `n${index}`);
    expect(() => make(ada, 'one more')).toThrow(expect.objectContaining({ code: 'limit_exceeded' }));
    make(bob, 'has room');
  });

  test('keep what a change does not name', () => {
    expect(savedSearchChanges.parse({ id: 'x', name: 'n' })).toEqual({ id: 'x', name: 'n' });
  });
});

describe('pinned facets', () => {
  const set = (tenant: Tenant, input: object) => pins.set(tenant, facetPinsInput.parse(input));

  test('are a list for each person and one for the team, by source', () => {
    set(ada, { fields: ['level', 'service', 'level'] });
    set(bob, { scope: 'team', fields: ['host.name'] });
    set(ada, { source: 'traces', fields: ['name'] });
    expect(pins.get(ada, 'logs')).toEqual({ user: ['level', 'service'], team: ['host.name'] });
    expect(pins.get(bob, 'logs')).toEqual({ user: [], team: ['host.name'] });
    expect(pins.get(ada, 'traces')).toEqual({ user: ['name'], team: [] });
    expect(set(ada, { fields: ['other'] })).toEqual({ user: ['other'], team: ['host.name'] });
    expect(set(ada, { fields: [] })).toEqual({ user: [], team: ['host.name'] });
  });

  test('of another team are not there', () => {
    set(ada, { scope: 'team', fields: ['secret'] });
    set(ada, { fields: ['mine'] });
    expect(pins.get(eve, 'logs')).toEqual({ user: [], team: [] });
    set(eve, { scope: 'team', fields: [] });
    expect(pins.get(person('ada', 'owner', 'theirs'), 'logs')).toEqual({ user: [], team: [] });
    expect(pins.get(ada, 'logs')).toEqual({ user: ['mine'], team: ['secret'] });
  });

  test('of the team need writing, one’s own a person', () => {
    const viewer = person('bob', 'viewer');
    expect(() => set(viewer, { scope: 'team', fields: ['x'] })).toThrow(
      expect.objectContaining({ code: 'forbidden' }),
    );
    expect(set(viewer, { fields: ['x'] }).user).toEqual(['x']);
    expect(() => set(writer, { fields: ['x'] })).toThrow(expect.objectContaining({ code: 'forbidden' }));
    expect(set(writer, { scope: 'team', fields: ['x'] }).team).toEqual(['x']);
    expect(() => set(key(['read']), { scope: 'team', fields: [] })).toThrow(
      expect.objectContaining({ code: 'forbidden' }),
    );
  });
});

test('a key that may read some sources only finds neither searches nor facets of others', () => {
  const restricted = { ...key(['read', 'write']), allowedSources: new Set(['traces']) } as Tenant;
  const ofLogs = make(writer, 'of logs', { visibility: 'team' });
  const ofTraces = make(writer, 'of traces', { visibility: 'team', source: 'traces' });
  expect(names(restricted)).toEqual(['of traces']);
  expect(() => saved.get(restricted, ofLogs.id)).toThrow(expect.objectContaining({ code: 'not_found' }));
  expect(() => saved.update(restricted, ofLogs.id, { name: 'x' })).toThrow(
    expect.objectContaining({ code: 'not_found' }),
  );
  expect(() => saved.remove(restricted, ofLogs.id)).toThrow(expect.objectContaining({ code: 'not_found' }));
  expect(() => make(restricted, 'new', { visibility: 'team' })).toThrow(
    expect.objectContaining({ code: 'forbidden' }),
  );
  expect(() => saved.update(restricted, ofTraces.id, { source: 'logs' })).toThrow(
    expect.objectContaining({ code: 'forbidden' }),
  );
  expect(saved.update(restricted, ofTraces.id, { name: 'renamed' }).name).toBe('renamed');
  const pin = facetPinsInput.parse({ source: 'logs', scope: 'team', fields: ['host'] });
  expect(() => pins.get(restricted, 'logs')).toThrow(expect.objectContaining({ code: 'forbidden' }));
  expect(() => pins.set(restricted, pin)).toThrow(expect.objectContaining({ code: 'forbidden' }));
  expect(pins.set(restricted, { ...pin, source: 'traces' }).team).toEqual(['host']);
});

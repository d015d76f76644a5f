// Administrators of the installation over a real SQLite: given and taken, never all, and written down.
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Person } from '#app/lib/auth/tenant.server.ts';
import { openTestIdentity, type TestIdentity } from '#app/lib/auth/testing.ts';
import { auditLog, sessions } from '#drizzle/schema.ts';
import { type Administrators, createAdministrators } from './administrators.server.ts';
import { addPerson } from './testing.ts';

let identity: TestIdentity;
let administrators: Administrators;
let root: Person;
let olga: Person;
beforeEach(() => {
  identity = openTestIdentity();
  administrators = createAdministrators(identity);
  root = addPerson(identity.db, 'root', true);
  olga = addPerson(identity.db, 'olga');
});
afterEach(() => identity.close());

const names = () => administrators.list().map(({ userId }) => userId);
const audited = () => identity.db.select().from(auditLog).all();
const failing = (code: string) => expect.objectContaining({ code });

test('whoever has an account is made one by their email, which is written down once', () => {
  administrators.add(root, ' Olga@Example.com ');
  administrators.add(root, 'olga@example.com');
  expect(administrators.list()).toEqual([
    { userId: 'olga', name: 'olga', email: 'olga@example.com', hasTwoFactor: false },
    { userId: 'root', name: 'root', email: 'root@example.com', hasTwoFactor: false },
  ]);
  expect(audited()).toMatchObject([
    {
      ...{ action: 'user.admin', actorId: 'root', targetId: 'olga', targetName: 'olga@example.com' },
      ...{ before: { isInstanceAdmin: false }, after: { isInstanceAdmin: true }, teamId: null },
    },
  ]);
});

test.each(['nobody@example.com', 'no address', ''])('%j has no account', (email) => {
  expect(() => administrators.add(root, email)).toThrow(failing('not_found'));
  expect(audited()).toEqual([]);
});

test('it is taken away, from oneself too, but not from the last', () => {
  expect(() => administrators.remove(root, 'root')).toThrow(failing('conflict'));
  expect(() => administrators.remove(root, 'olga')).toThrow(failing('not_found'));
  administrators.add(root, 'olga@example.com');
  administrators.remove(root, 'root');
  expect(names()).toEqual(['olga']);
  expect(() => administrators.remove(olga, 'olga')).toThrow(failing('conflict'));
  expect(audited().at(-1)).toMatchObject({ action: 'user.admin', after: { isInstanceAdmin: false } });
});

test('two who take it from each other at once leave one', () => {
  administrators.add(root, 'olga@example.com');
  // Both requests were let in while both were administrators.
  administrators.remove(root, 'olga');
  expect(() => administrators.remove(olga, 'root')).toThrow(failing('forbidden'));
  expect(names()).toEqual(['root']);
});

test('whoever is none, or none any more, changes nothing', () => {
  expect(() => administrators.add(olga, 'olga@example.com')).toThrow(failing('forbidden'));
  expect(() => administrators.remove(olga, 'root')).toThrow(failing('forbidden'));
  expect(names()).toEqual(['root']);
});

test('who loses it where a provider is enforced loses the sessions that were not begun there', () => {
  const { db } = identity;
  administrators = createAdministrators({ db, enforcedProvider: () => 'Corp' });
  administrators.add(root, 'olga@example.com');
  for (const method of ['password', 'code', 'provider', null] as const)
    db.insert(sessions)
      .values({
        ...{ id: `${method}`, token: `${method}`, userId: 'olga', method },
        expiresAt: new Date(Date.now() + 60_000),
      })
      .run();
  administrators.remove(root, 'olga');
  expect(
    db
      .select()
      .from(sessions)
      .all()
      .map(({ id }) => id),
  ).toEqual(['provider']);
  expect(audited().at(-1)?.after).toEqual({ isInstanceAdmin: false, endedSessions: 3 });
});

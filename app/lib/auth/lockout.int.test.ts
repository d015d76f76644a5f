// What may be used once, and the lock after too many failures, over a real database and a clock of the test.
import { afterEach, beforeEach, expect, test } from 'vitest';
import { verifications } from '#drizzle/schema.ts';
import { createLockout } from './lockout.server.ts';
import { createOneTime } from './one-time.server.ts';
import { openTestIdentity, type TestIdentity } from './testing.ts';

const MINUTE = 60_000;
let identity: TestIdentity;
let clock = Date.UTC(2026, 0, 1);
const now = () => clock;
beforeEach(() => {
  identity = openTestIdentity();
});
afterEach(() => identity.close());

test('a value is given once, until its time, for its purpose only, and is not readable in the database', () => {
  const oneTime = createOneTime(identity.db, now);
  oneTime.put('reset', 'secret', 'user', new Date(clock + MINUTE));
  expect(identity.db.select().from(verifications).all()[0]?.identifier).not.toContain('secret');
  expect(oneTime.take('oidc', 'secret')).toBeUndefined();
  expect(oneTime.peek('reset', 'secret')).toBe('user');
  expect([oneTime.take('reset', 'secret'), oneTime.take('reset', 'secret')]).toEqual(['user', undefined]);
  oneTime.put('reset', 'late', 'user', new Date(clock + MINUTE));
  clock += MINUTE;
  expect(oneTime.take('reset', 'late')).toBeUndefined();
});

test('one of two claims wins, and what is over is swept away', () => {
  const oneTime = createOneTime(identity.db, now);
  const until = new Date(clock + MINUTE);
  expect([oneTime.claim('totp', 'a', until), oneTime.claim('totp', 'a', until)]).toEqual([true, false]);
  clock += MINUTE + 1;
  expect(oneTime.claim('totp', 'a', new Date(clock + MINUTE))).toBe(true);
  expect(identity.db.select().from(verifications).all()).toHaveLength(1);
});

test('ten tries in 15 minutes lock for 15 minutes, the next ten for 30, up to four hours; success forgets', () => {
  const lockout = createLockout(createOneTime(identity.db, now), now);
  const tries = (times: number, key = 'ada@example.com') =>
    Array.from({ length: times }, () => lockout.reserve(key) / MINUTE);
  const free = (times: number) => Array.from({ length: times }, () => 0);
  expect(tries(12)).toEqual([...free(10), 15, 15]);
  expect(tries(1, 'eve@example.com')).toEqual([0]);
  clock += 15 * MINUTE;
  expect(tries(11)).toEqual([...free(10), 30]);
  for (const expected of [60, 120, 240, 240]) {
    clock += 10 * 60 * MINUTE;
    expect(tries(11)).toEqual([...free(10), expected]);
  }
  lockout.clear('ada@example.com');
  expect(tries(9)).toEqual(free(9));
  clock += 16 * MINUTE;
  expect(tries(9)).toEqual(free(9));
});

test('a try that is given back is not counted, also when it was the one that locked', () => {
  const lockout = createLockout(createOneTime(identity.db, now), now);
  for (let i = 0; i < 10; i += 1) expect(lockout.reserve('ada@example.com')).toBe(0);
  lockout.giveBack('ada@example.com');
  expect(lockout.reserve('ada@example.com')).toBe(0);
  // The lock that was taken back does not make the next one longer.
  expect(lockout.reserve('ada@example.com')).toBe(15 * MINUTE);
  lockout.giveBack('eve@example.com');
  for (let i = 0; i < 10; i += 1) expect(lockout.reserve('eve@example.com')).toBe(0);
  expect(lockout.reserve('eve@example.com')).toBe(15 * MINUTE);
});

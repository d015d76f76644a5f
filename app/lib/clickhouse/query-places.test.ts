// Who gets a place: the order over teams, the limits of role, team and all, and what is said to whoever gets none.
import { describe, expect, test, vi } from 'vitest';
import type { LimitedRole } from './limits.ts';
import { type Place, QueryPlaces } from './query-places.ts';

const NEVER = new AbortController().signal;
const SET_BY = 'The team set it.';

function askers(places: QueryPlaces) {
  const order: string[] = [];
  return {
    order,
    ask: (teamId: string, name: string, role: LimitedRole = 'member', maxConcurrent = 0, signal = NEVER) =>
      places.enter({ teamId, role, maxConcurrent, setBy: SET_BY }, signal).then((place) => {
        order.push(name);
        return place;
      }),
  };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

test('a team never has all places, and who has none is served before who has some', async () => {
  const { ask, order } = askers(new QueryPlaces({ total: 6, perTeam: 4 }));
  const storm = Array.from({ length: 20 }, (_, n) => ask('storm', `storm ${n}`));
  await settled();
  expect(order).toEqual(['storm 0', 'storm 1', 'storm 2', 'storm 3']);
  await Promise.all([ask('calm', 'calm'), ask('other', 'other')]);
  expect(order.slice(4)).toEqual(['calm', 'other']);
  const late = ask('late', 'late');
  (await storm[0])?.leave();
  await late;
  expect(order.slice(6)).toEqual(['late']);
  expect(order).toHaveLength(7);
});

test('the last places are for teams that have none', async () => {
  const { ask, order } = askers(new QueryPlaces({ total: 6, perTeam: 6 }));
  for (let n = 0; n < 10; n++) void ask('one', 'one');
  await settled();
  expect(order).toHaveLength(4);
  void ask('two', 'two');
  void ask('two', 'two again');
  void ask('three', 'three');
  await settled();
  expect(order.slice(4)).toEqual(['two', 'three']);
});

test('teams that wait take turns', async () => {
  const { ask, order } = askers(new QueryPlaces({ total: 1, perTeam: 1 }));
  const first = await ask('a', 'a0');
  const waiting = ['a1', 'a2', 'a3', 'b1', 'b2', 'c1'].map((name) => ask(name.slice(0, 1), name));
  first.leave();
  for (let n = 0; n < waiting.length; n++) {
    await settled();
    const running = await Promise.race(waiting.map((one, index) => one.then((place) => ({ index, place }))));
    waiting.splice(running.index, 1, new Promise<Place>(() => {}));
    running.place.leave();
  }
  expect(order).toEqual(['a0', 'b1', 'c1', 'a1', 'b2', 'a2', 'a3']);
});

test('a role at its limit waits, and others of the team do not wait behind it', async () => {
  const places = new QueryPlaces({ total: 9, perTeam: 9 });
  const { ask, order } = askers(places);
  const one = await ask('a', 'viewer 1', 'viewer', 1);
  void ask('a', 'viewer 2', 'viewer', 1);
  await ask('a', 'admin', 'admin');
  expect(order).toEqual(['viewer 1', 'admin']);
  expect(places.countsOf('a', 'viewer')).toEqual({ running: 1, waiting: 1 });
  one.leave();
  one.leave();
  await settled();
  expect(order).toEqual(['viewer 1', 'admin', 'viewer 2']);
  expect(places.countsOf('a', 'viewer')).toEqual({ running: 1, waiting: 0 });
});

test('who leaves the line is not served, and the place goes on', async () => {
  const { ask, order } = askers(new QueryPlaces({ total: 1, perTeam: 1 }));
  const first = await ask('a', 'first');
  const aborter = new AbortController();
  const gone = ask('a', 'gone', 'member', 0, aborter.signal);
  const next = ask('a', 'next');
  aborter.abort();
  await expect(gone).rejects.toMatchObject({ code: 'cancelled' });
  first.leave();
  await next;
  expect(order).toEqual(['first', 'next']);
  await expect(ask('a', 'late', 'member', 0, AbortSignal.abort())).rejects.toMatchObject({
    code: 'cancelled',
  });
});

describe('who waits too long is told which limit it was', () => {
  test.each([
    [
      'role',
      { total: 9, perTeam: 9 },
      1,
      /^1 query of viewers may run at once in this team.* waited 5 s\.$/,
      SET_BY,
    ],
    ['team', { total: 9, perTeam: 1 }, 0, /^This team runs 1 queries at once/, /MAPLE_QUERY_MAX_CONCURRENT/],
    ['all', { total: 1, perTeam: 9 }, 0, /^All 1 places/, /MAPLE_QUERY_MAX_CONCURRENT/],
  ])('%s', async (_name, options, maxConcurrent, message, hint) => {
    vi.useFakeTimers();
    try {
      const { ask } = askers(new QueryPlaces({ ...options, patienceMs: 5_000 }));
      await ask('a', 'first', 'viewer', maxConcurrent);
      const second = ask('a', 'second', 'viewer', maxConcurrent);
      const told = expect(second).rejects.toMatchObject({
        code: 'rate_limited',
        retryAfter: 5,
        message: expect.stringMatching(message),
        hint: expect.stringMatching(hint),
      });
      await vi.advanceTimersByTimeAsync(5_000);
      await told;
    } finally {
      vi.useRealTimers();
    }
  });

  test('a line that is much too long', async () => {
    const { ask } = askers(new QueryPlaces({ total: 1, perTeam: 1 }));
    for (let n = 0; n < 201; n++) void ask('a', 'a');
    await expect(ask('a', 'last')).rejects.toMatchObject({ code: 'rate_limited' });
  });
});

describe('what stands back', () => {
  test('a team that asks for much all the time has few places while others ask', async () => {
    let ms = 0;
    const { ask, order } = askers(new QueryPlaces({ total: 12, perTeam: 8, now: () => ms }));
    const storm = Array.from({ length: 20 }, (_, n) => ask('storm', `storm ${n}`));
    await settled();
    expect(order).toHaveLength(8);
    ms = 60_000;
    (await ask('calm', 'calm')).leave();
    for (const one of storm.slice(0, 7)) (await one).leave();
    await settled();
    // One of the first is left, and one took the second place.
    expect(order).toHaveLength(8 + 1 + 1);
    ms = 80_000;
    for (const one of storm.slice(7, 8)) (await one).leave();
    await settled();
    expect(order).toHaveLength(9 + 1 + 7);
  });

  test('that ends by itself, and until then is what one is told', async () => {
    vi.useFakeTimers();
    try {
      const places = new QueryPlaces({ total: 12, perTeam: 8, patienceMs: 15_000, now: () => Date.now() });
      const { ask, order } = askers(places);
      const storm = Array.from({ length: 9 }, (_, n) => ask('storm', `storm ${n}`));
      await vi.advanceTimersByTimeAsync(14_000);
      (await ask('calm', 'calm')).leave();
      for (const one of storm.slice(0, 6)) (await one).leave();
      const told = expect(storm[8]).rejects.toMatchObject({
        code: 'rate_limited',
        message: expect.stringMatching(/^This team asks for many queries at once.* it runs 2 of them\./),
      });
      const last = ask('storm', 'last');
      await vi.advanceTimersByTimeAsync(1_000);
      await told;
      expect(order).toHaveLength(9);
      await vi.advanceTimersByTimeAsync(10_000);
      await last;
      expect(vi.getTimerCount()).toBe(0);
    } finally {
      vi.useRealTimers();
    }
  });

  test('what a team runs beyond the questions of a page, and no more when it has become calm', async () => {
    let ms = 0;
    const { ask } = askers(new QueryPlaces({ total: 20, perTeam: 12, now: () => ms }));
    const storm = await Promise.all(Array.from({ length: 8 }, () => ask('storm', 'storm')));
    expect(storm.map(({ priority }) => priority)).toEqual([1, 1, 1, 1, 1, 1, 2, 2]);
    ms = 60_000;
    for (const place of storm.slice(2)) place.leave();
    expect((await ask('storm', 'again')).priority).toBe(2);
    expect((await ask('calm', 'calm')).priority).toBe(1);
    ms = 120_000;
    expect((await ask('storm', 'later')).priority).toBe(1);
  });
});

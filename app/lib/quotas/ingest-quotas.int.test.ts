// Quotas on the real database: per second and per day, over restarts and midnight, and what is given back.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { teams } from '#drizzle/schema.ts';
import { openTestQuotas, type TestQuotas } from './testing.ts';

let test_: TestQuotas;

beforeEach(() => {
  test_ = openTestQuotas();
});
afterEach(() => test_.close());

const send = (bytes: number, records = 1) => {
  const { quotas, team } = test_;
  quotas.admit(team.id, 'logs');
  quotas.claim(team.id, 'logs', bytes).addRecords(records);
};
const today = () => test_.days.todays(test_.team.id);

describe('per second', () => {
  test('five seconds’ worth at once, then as much as flows in', () => {
    test_.set({ ingest: { bytesPerSecond: 100 } });
    for (let n = 0; n < 5; n++) send(100);
    expect(() => send(1)).toThrow(expect.objectContaining({ code: 'rate_limited', retryAfter: 0.1 }));
    test_.pass(1);
    send(100);
    expect(() => send(100)).toThrow(/at most 100 B per second/);
    expect(today()).toEqual({ bytes: 600, records: 6, refused: 2 });
  });

  test('what is refused for its records takes no bytes either', () => {
    test_.set({ ingest: { bytesPerSecond: 100, recordsPerSecond: 10 } });
    send(10, 45);
    expect(() => send(400, 10)).toThrow(expect.objectContaining({ code: 'rate_limited', retryAfter: 0.5 }));
    expect(today()).toEqual({ bytes: 10, records: 45, refused: 1 });
    send(480, 1);
  });

  test('a request of more than the burst passes once, and those after it wait for it', () => {
    test_.set({ ingest: { bytesPerSecond: 100 } });
    send(2_000);
    expect(() => send(1)).toThrow(expect.objectContaining({ retryAfter: 15.1 }));
    test_.pass(15.1);
    send(1);
  });

  test('a quota that is changed or taken away holds at once', () => {
    test_.set({ ingest: { bytesPerSecond: 1 } });
    send(5);
    expect(() => send(1)).toThrow(/at most 1 B/);
    test_.set({ ingest: { bytesPerSecond: 1_000 } });
    send(1_000);
    test_.set({});
    send(1_000_000);
  });
});

describe('per day', () => {
  test('is used up until midnight UTC, and then begins anew', () => {
    test_.set({ ingest: { bytesPerDay: 1_000 } });
    send(600);
    expect(() => send(500)).toThrow(
      expect.objectContaining({
        code: 'rate_limited',
        message: 'The team may send at most 1000 B per day (UTC); this is more than what is left of it.',
        retryAfter: 300,
      }),
    );
    send(400);
    expect(() => test_.quotas.admit(test_.team.id, 'traces')).toThrow(/what is left/);
    test_.pass(3_595);
    expect(() => send(1)).toThrow(expect.objectContaining({ retryAfter: 5 }));
    test_.pass(5);
    send(1_000);
    const day = test_.days.today();
    expect(test_.days.counts(test_.team.id, day - 1, day)).toEqual([
      { day: day - 1, signal: 'logs', bytes: 1_000, records: 2, refused: 2 },
      { day: day - 1, signal: 'traces', bytes: 0, records: 0, refused: 1 },
      { day, signal: 'logs', bytes: 1_000, records: 1, refused: 0 },
    ]);
  });

  test('a request of more than a whole day is not to be tried again', () => {
    test_.set({ ingest: { recordsPerDay: 10 } });
    expect(() => send(1, 11)).toThrow(
      expect.objectContaining({ code: 'payload_too_large', retryAfter: undefined }),
    );
    expect(today()).toEqual({ bytes: 0, records: 0, refused: 1 });
  });

  test('is remembered over a restart; a crash forgets at most what was not written yet', () => {
    test_.set({ ingest: { recordsPerDay: 10 } });
    send(100, 4);
    test_.restart('stop');
    expect(today()).toEqual({ bytes: 100, records: 4, refused: 0 });
    send(100, 4);
    test_.days.flush();
    send(100, 2);
    test_.restart('kill');
    expect(today()).toEqual({ bytes: 200, records: 8, refused: 0 });
    expect(() => send(100, 3)).toThrow(/at most 10 records per day/);
    send(100, 2);
  });

  test('what was not stored is given back to the day it was taken from', () => {
    test_.set({ ingest: { bytesPerDay: 1_000 } });
    const claim = test_.quotas.claim(test_.team.id, 'logs', 900);
    claim.addRecords(3);
    test_.pass(3_600);
    claim.giveBack();
    claim.giveBack();
    const day = test_.days.today();
    expect(test_.days.counts(test_.team.id, day - 1, day)).toEqual([
      { day: day - 1, signal: 'logs', bytes: 0, records: 0, refused: 0 },
    ]);
    send(1_000);
  });
});

test('counts of a team that was deleted meanwhile stop nothing', () => {
  send(5);
  test_.days.add('nobody', test_.days.today(), 'logs', { bytes: 1 });
  test_.days.flush();
  expect(test_.days.counts('nobody', 0, 100_000)).toEqual([]);
  expect(today().bytes).toBe(5);
});

test('settings of another form are none, and the others hold', () => {
  const { db, team, settings } = test_;
  db.update(teams)
    .set({ settings: { ingest: { bytesPerDay: -1 }, retentionDays: { logs: 3 } } })
    .run();
  settings.forget(team.id);
  expect(settings.of(team.id)).toEqual({ retentionDays: { logs: 3 } });
  expect(settings.of('nobody')).toEqual({});
});

// What a bucket lets through is bounded over every stretch of time, whatever is asked of it and whatever the clock does.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { TokenBucket } from './bucket.ts';

const steps = (most: number) =>
  fc.array(
    fc.record({ amount: fc.integer({ min: 0, max: most }), afterMs: fc.integer({ min: 0, max: 3_000 }) }),
    {
      maxLength: 60,
    },
  );
const rates = fc.record({
  perSecond: fc.integer({ min: 1, max: 1_000 }),
  seconds: fc.integer({ min: 1, max: 10 }),
});

/** What was let in, and when. */
function play(
  bucket: TokenBucket,
  asked: readonly { readonly amount: number; readonly afterMs: number }[],
): { amount: number; ms: number }[] {
  let ms = 0;
  return asked.flatMap(({ amount, afterMs }) => {
    ms += afterMs;
    return bucket.take(amount, ms).isTaken ? [{ amount, ms }] : [];
  });
}

test('over any time it lets in no more than the rate and one bucket, or one request that is larger', () => {
  fc.assert(
    fc.property(rates, steps(12_000), ({ perSecond, seconds }, asked) => {
      const capacity = perSecond * seconds;
      const taken = play(new TokenBucket(perSecond, capacity, 0), asked);
      for (const [from, first] of taken.entries()) {
        let sum = 0;
        let largest = 0;
        for (const { amount, ms } of taken.slice(from)) {
          sum += amount;
          largest = Math.max(largest, amount);
          const most = (perSecond * (ms - first.ms)) / 1_000 + Math.max(capacity, largest);
          expect(sum).toBeLessThanOrEqual(most + 1e-6);
        }
      }
    }),
  );
});

test('after the wait it names, the same request is let in', () => {
  fc.assert(
    fc.property(
      rates,
      steps(12_000),
      fc.integer({ min: 1, max: 12_000 }),
      ({ perSecond, seconds }, asked, amount) => {
        const bucket = new TokenBucket(perSecond, perSecond * seconds, 0);
        play(bucket, asked);
        const last = asked.reduce((ms, { afterMs }) => ms + afterMs, 0);
        const { waitSeconds } = bucket.take(amount, last);
        if (waitSeconds > 0) expect(bucket.take(amount, last + waitSeconds * 1_000 + 1).isTaken).toBe(true);
      },
    ),
  );
});

test('a clock that goes back and forth gives nothing away', () => {
  fc.assert(
    fc.property(
      rates,
      fc.array(fc.integer({ min: -5_000, max: 5_000 }), { maxLength: 60 }),
      (rate, jumps) => {
        const { perSecond, seconds } = rate;
        const bucket = new TokenBucket(perSecond, perSecond * seconds, 0);
        let ms = 0;
        let latest = 0;
        let sum = 0;
        for (const jump of jumps) {
          ms += jump;
          latest = Math.max(latest, ms);
          while (bucket.take(1, ms).isTaken) sum += 1;
        }
        expect(sum).toBeLessThanOrEqual((perSecond * latest) / 1_000 + perSecond * seconds + 1e-6);
      },
    ),
  );
});

test('what was given back can be taken again, and no more than that', () => {
  const bucket = new TokenBucket(10, 50, 0);
  expect(bucket.take(50, 0).isTaken).toBe(true);
  expect(bucket.waitSeconds(0)).toBeGreaterThan(0);
  bucket.giveBack(50);
  bucket.giveBack(50);
  expect(bucket.take(50, 0).isTaken).toBe(true);
  expect(bucket.take(1, 0)).toEqual({ isTaken: false, waitSeconds: 0.1 });
});

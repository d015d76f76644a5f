// The memory of a live tail: whatever becomes visible when, each row is new once or counted as given up.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type TailKey, TailWindow } from './tail-window.ts';

const OVERLAP = 20;

test('rows that become visible in any order are new once each, or dropped and counted', () => {
  const row = fc.record({
    arrivalMs: fc.integer({ min: 0, max: 200 }),
    delay: fc.integer({ min: 0, max: OVERLAP - 2 }),
  });
  fc.assert(
    fc.property(fc.array(row, { maxLength: 60 }), fc.integer({ min: 1, max: 30 }), (rows, limit) => {
      const window = new TailWindow();
      const all = rows.map(({ arrivalMs, delay }, index) => ({
        key: `k${index}`,
        arrivalMs,
        visibleMs: arrivalMs + delay,
      }));
      const fresh: TailKey[] = [];
      let dropped = 0;
      for (let nowMs = 0; nowMs <= 240; nowMs += 1) {
        const sinceMs = Math.max(nowMs - OVERLAP, window.floorMs);
        const found = all
          .filter((one) => one.visibleMs <= nowMs && one.arrivalMs >= sinceMs)
          .sort((a, b) => b.arrivalMs - a.arrivalMs);
        const look = window.take({ sinceMs, keys: found.slice(0, limit), found: found.length });
        fresh.push(...look.fresh);
        dropped += look.dropped;
        window.forget(nowMs - OVERLAP);
        expect(window.size).toBeLessThanOrEqual(all.length);
      }
      expect(new Set(fresh.map(({ key }) => key)).size).toBe(fresh.length);
      expect(fresh.length + dropped).toBeLessThanOrEqual(all.length);
      // Without a look that was too full, nothing is given up.
      if (all.length <= limit) expect(fresh).toHaveLength(all.length);
    }),
  );
});

test('rows beyond the limit are counted once, and those that were seen before not at all', () => {
  const window = new TailWindow();
  const key = (arrivalMs: number) => ({ key: String(arrivalMs), arrivalMs });
  expect(window.take({ sinceMs: 0, keys: [key(2), key(1)], found: 2 })).toMatchObject({ dropped: 0 });
  const look = window.take({ sinceMs: 0, keys: [key(9), key(8), key(7)], found: 8 });
  expect(look).toEqual({ fresh: [key(9), key(8), key(7)], dropped: 3 });
  expect(window.floorMs).toBe(8);
  expect(window.take({ sinceMs: 8, keys: [key(9), key(8)], found: 2 })).toEqual({ fresh: [], dropped: 0 });
});

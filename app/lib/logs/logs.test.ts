import fc from 'fast-check';
import { expect, test } from 'vitest';
import { AppError } from '#app/lib/core/errors.ts';
import { MAX_NS, MIN_NS } from '#app/lib/core/time.ts';
import { chooseInterval } from '#app/lib/reading/interval.ts';
import { firstWindow, growingWindows } from '#app/lib/reading/windows.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';

const HOUR = 3_600_000_000_000n;
const SCANNED = { rowsRead: 1e12, found: 0, missing: 200 };

test.each(['desc', 'asc'] as const)('windows cover any range without gap or overlap (%s)', (order) => {
  fc.assert(
    fc.property(
      fc.bigInt({ min: -(2n ** 60n), max: 2n ** 60n }),
      fc.bigInt({ min: 1n, max: 2n ** 60n }),
      (fromNs, length) => {
        const windows = [...growingWindows({ fromNs, toNs: fromNs + length }, order, () => SCANNED)];
        if (order === 'desc') windows.reverse();
        expect(windows[0]?.fromNs).toBe(fromNs);
        expect(windows.at(-1)?.toNs).toBe(fromNs + length);
        windows.slice(1).forEach((window, index) => {
          expect(window.fromNs).toBe(windows[index]?.toNs);
        });
      },
    ),
  );
});

test('a month takes at most five windows', () => {
  expect(
    [...growingWindows({ fromNs: 0n, toNs: 720n * HOUR }, 'desc', () => SCANNED)].length,
  ).toBeLessThanOrEqual(5);
});

test.each([
  ['nothing was read: the rest is one window', { rowsRead: 0, found: 0, missing: 200 }, 2],
  ['much was read and nothing found', SCANNED, 3],
  ['half of the page was found', { rowsRead: 100_000, found: 100, missing: 100 }, 7],
  ['a few were found', { rowsRead: 100_000, found: 2, missing: 198 }, 2],
])('%s', (_, result, count) => {
  const windows = [...growingWindows({ fromNs: 0n, toNs: 24n * HOUR }, 'desc', () => result)];
  expect(windows).toHaveLength(count);
});

test('an empty range has no window', () => {
  expect([...growingWindows({ fromNs: 5n, toNs: 5n }, 'desc', () => SCANNED)]).toEqual([]);
});

test.each([
  ['no page before', undefined, 900_000_000_000n],
  ['the page before was a second long', 1_000_000_000n, 2_000_000_000n],
  ['the page before was one instant', 0n, 1_000_000_000n],
])('the first window when %s', (_, paceNs, length) => {
  expect(firstWindow(paceNs)).toBe(length);
});

test('cursors round-trip', () => {
  const ns = fc.bigInt({ min: MIN_NS, max: MAX_NS - 1n });
  fc.assert(
    fc.property(
      ns,
      fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
      fc.nat(999_999_999),
      ns,
      (timestampNs, id, skip, fromNs) => {
        const range = { fromNs, toNs: fromNs + 1n };
        for (const cursor of [
          { after: { timestampNs, id, skip }, range, paceNs: id },
          { after: { timestampNs, id: null }, range, paceNs: undefined },
        ])
          expect(decodeCursor(encodeCursor(cursor))).toEqual(cursor);
      },
    ),
  );
});

test('anything else is refused as a cursor', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      expect(() => decodeCursor(text)).toThrow(AppError);
    }),
  );
  const outside = Buffer.from(`3.${2n ** 63n}.1.0.0.5.-`).toString('base64url');
  expect(() => decodeCursor(outside)).toThrow(AppError);
});

test.each([
  [60_000, 1_000],
  [900_000, 10_000],
  [3_600_000, 30_000],
  [86_400_000, 900_000],
  [30 * 86_400_000, 6 * 3_600_000],
  [3650 * 86_400_000, 56 * 86_400_000],
])('a range of %i ms is cut every %i ms', (range, interval) => {
  expect(chooseInterval(range)).toBe(interval);
});

// Windows of an export: they are the range, piece by piece, whatever the sizes.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { exportWindows, nextWindowRows } from './export-windows.ts';

test.each(['asc', 'desc'] as const)(
  'windows cover the range in order, without gap or overlap (%s)',
  (order) => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ length: fc.integer({ min: 1, max: 1_000 }), rows: fc.nat(100_000) }), {
          minLength: 1,
        }),
        fc.infiniteStream(fc.integer({ min: 1, max: 50_000 })),
        (pieces, wanted) => {
          let at = 0n;
          const intervals = pieces.map(({ length, rows }) => {
            const range = { fromNs: at, toNs: at + BigInt(length) };
            at = range.toNs;
            return { range, rows };
          });
          if (order === 'desc') intervals.reverse();
          const windows = [...exportWindows(intervals, order, () => wanted.next().value)];
          if (order === 'desc') windows.reverse();
          expect(windows[0]?.range.fromNs).toBe(0n);
          expect(windows.at(-1)?.range.toNs).toBe(at);
          windows.slice(1).forEach(({ range }, index) => {
            expect(range.fromNs).toBe(windows[index]?.range.toNs);
          });
          const rows = (list: readonly { rows: number }[]) => list.reduce((sum, one) => sum + one.rows, 0);
          expect(rows(windows)).toBe(rows(intervals));
        },
      ),
    );
  },
);

test('a window has no more rows than wanted when time can tell them apart', () => {
  const intervals = [{ range: { fromNs: 0n, toNs: 1_000_000n }, rows: 1_000 }];
  for (const { rows } of exportWindows(intervals, 'desc', () => 64)) expect(rows).toBeLessThanOrEqual(64);
});

test('windows grow while little comes and shrink when much does, step by step', () => {
  expect(nextWindowRows(50_000, 0)).toBe(400_000);
  expect(nextWindowRows(50_000, 32 * 1024 ** 2)).toBe(50_000);
  expect(nextWindowRows(50_000, 64 * 1024 ** 2)).toBe(25_000);
  expect(nextWindowRows(50_000, 10 * 1024 ** 3)).toBe(6_250);
  expect(nextWindowRows(1_000, 10 * 1024 ** 3)).toBe(1_000);
});

// When a disk is full: against a day-by-day account of every byte, for random histories, retentions and disks.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addedPerDay, daysUntilFull, type Holding } from './project.ts';

const TODAY = 20_000;

test('a day is the mean of the last seven whole ones, or of as many as there are', () => {
  const bytes = (days: Record<number, number>): Holding => ({
    keptDays: 30,
    bytes: new Map(Object.entries(days).map(([ago, size]) => [TODAY - Number(ago), size])),
  });
  expect(addedPerDay(bytes({ 0: 999, 1: 70, 2: 70, 8: 999 }), TODAY)).toBe(20);
  expect(addedPerDay(bytes({ 0: 999, 1: 30, 2: 60 }), TODAY)).toBe(45);
  expect(addedPerDay(bytes({ 0: 999 }), TODAY)).toBe(0);
  expect(addedPerDay(bytes({}), TODAY)).toBe(0);
});

test('what is kept for a week fills a disk by then, or never', () => {
  const holding: Holding = { keptDays: 7, bytes: new Map([[TODAY - 1, 100]]) };
  expect(daysUntilFull([holding], 300, TODAY)).toBe(3);
  expect(daysUntilFull([holding], 2_000, TODAY)).toBeNull();
  expect(daysUntilFull([], 1, TODAY)).toBeNull();
});

/** The same with a list of what lies on the disk. */
function reference(holdings: readonly Holding[], freeBytes: number): number | null {
  const disks = holdings.map((holding) => ({
    added: addedPerDay(holding, TODAY),
    keptDays: holding.keptDays,
    days: [...holding.bytes].map(([day, bytes]) => ({ day, bytes })),
  }));
  const used = () => disks.flatMap(({ days }) => days).reduce((sum, { bytes }) => sum + bytes, 0);
  const capacity = used() + freeBytes;
  for (let day = TODAY + 1; day <= TODAY + 3_660; day += 1) {
    for (const disk of disks) {
      // All of a day is past its time when as many whole days as are kept lie between it and today.
      disk.days = disk.days.filter((one) => day - one.day - 1 < disk.keptDays);
      disk.days.push({ day, bytes: disk.added });
    }
    if (used() >= capacity) return day - TODAY;
  }
  return null;
}

test('is what a day-by-day account says', () => {
  const holding = fc
    .record({
      keptDays: fc.integer({ min: 3, max: 60 }),
      // Whole sevens, so that means are whole and nothing is rounded. None is older than what is kept.
      sizes: fc.array(fc.integer({ min: 0, max: 50 }), { maxLength: 30 }),
    })
    .map(
      ({ keptDays, sizes }): Holding => ({
        keptDays,
        bytes: new Map(sizes.slice(0, keptDays + 1).map((size, ago) => [TODAY - ago, size * 420])),
      }),
    );
  fc.assert(
    fc.property(
      fc.array(holding, { maxLength: 4 }),
      fc.integer({ min: 1, max: 2_000_000 }),
      (holdings, free) => {
        expect(daysUntilFull(holdings, free, TODAY)).toBe(reference(holdings, free));
      },
    ),
    { numRuns: 60 },
  );
});

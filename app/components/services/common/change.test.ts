// Changes since the period before.
import { expect, test } from 'vitest';
import { changeOf, pointsOf } from './change.ts';

test.each([
  [120, 100, 'bad', 'up', '20 %', 'worse'],
  [120, 100, 'good', 'up', '20 %', 'better'],
  [120, 100, 'neither', 'up', '20 %', 'neither'],
  [50, 100, 'bad', 'down', '50 %', 'better'],
  [105, 100, 'bad', 'up', '5 %', 'neither'],
  [100.1, 100, 'bad', 'same', '0 %', 'neither'],
  [3_200, 100, 'bad', 'up', '× 32', 'worse'],
  [0, 100, 'neither', 'down', '100 %', 'neither'],
] as const)('%d after %d, more is %s: %s %s, %s', (now, before, more, direction, text, verdict) => {
  expect(changeOf(now, before, more)).toEqual({ direction, text, verdict });
});

test('nothing before is nothing to compare with', () => {
  expect(changeOf(5, 0, 'bad')).toBeUndefined();
});

test.each([
  [0.012, 0.01, 'up', '0.20 pp', 'worse'],
  [0, 0.25, 'down', '25 pp', 'better'],
  [0.0105, 0.01, 'up', '0.05 pp', 'neither'],
  [0.1, 0.1, 'same', '0 pp', 'neither'],
] as const)('a share of %d after %d: %s %s, %s', (now, before, direction, text, verdict) => {
  expect(pointsOf(now, before)).toEqual({ direction, text, verdict });
});

// One unit, rounded so that nothing sounds sooner than it is.
import { expect, test } from 'vitest';
import { awayText } from './away-text.ts';

const DAY = 86_400_000;

test.each([
  [0, 'now'],
  [-59_000, 'now'],
  [45_000, 'in a minute'],
  [-60_000, '1 minute ago'],
  [-3 * DAY, '3 days ago'],
  [7 * DAY - 1_000, 'in 7 days'],
  [DAY, 'in 1 day'],
  [1.2 * DAY, 'in 2 days'],
  [90 * 60_000, 'in 2 hours'],
])('%i ms: %s', (ms, text) => {
  expect(awayText(ms)).toBe(text);
});

// The shapes of sparklines.
import { expect, test } from 'vitest';
import { barPath, linePath } from './spark-path.ts';

const box = { width: 40, height: 22, most: 10 };

test('a line stands in the middle of its intervals, the greatest value at the top', () => {
  expect(linePath([0, 10, 5, 0], box).line).toBe('M5,21L15,1L25,11L35,21');
});

test('nothing is a gap, and a point alone is as wide as its interval', () => {
  expect(linePath([0, null, 5, null], box).line).toBe('M0,21L10,21M20,11L30,11');
});

test('no values and nothing but zeros are no mistake', () => {
  expect(linePath([], box)).toEqual({ line: '', area: '' });
  expect(linePath([0, 0], { ...box, most: 0 }).line).toBe('M10,21L30,21');
  expect(barPath([0, null], { ...box, most: 0 })).toBe('');
});

test('one failure among many is still a bar that can be seen', () => {
  expect(barPath([null, 0.01], { ...box, width: 20 })).toBe('M10,22v-1.5h9v1.5Z');
});

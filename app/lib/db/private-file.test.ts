import { expect, test } from 'vitest';
import { fullDisk } from './private-file.server.ts';

test.each([
  [0, /\/data is full: 0\.0 MiB/],
  [8191, /is full: 32\.0 MiB/],
])('%i blocks of 4 KiB are too few', (bavail, line) => {
  expect(fullDisk('/data', { bavail, bsize: 4096 })).toMatch(line);
});

test('enough room is no problem', () => {
  expect(fullDisk('/data', { bavail: 8192, bsize: 4096 })).toBeUndefined();
});

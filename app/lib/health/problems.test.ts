// What is kept of log lines: warnings and errors, what they say and not what they carry.
import { expect, test } from 'vitest';
import { RecentProblems } from './problems.ts';

test('keeps warnings and errors, the newest first, and what repeats once', () => {
  const problems = new RecentProblems();
  problems.note(['started'], 30, 1);
  problems.note([{ err: new Error('disk full\nwith a stack') }, 'not stored'], 50, 2);
  problems.note([{ err: new Error('disk full\nwith a stack') }, 'not stored'], 50, 3);
  problems.note([{ reason: 'too big', password: 'secret' }, 'refused'], 40, 4);
  expect(problems.list()).toEqual([
    { atMs: 4, level: 'warning', message: 'refused', reason: 'too big', times: 1 },
    { atMs: 3, level: 'error', message: 'not stored', reason: 'disk full', times: 2 },
  ]);
});

test('keeps fifty', () => {
  const problems = new RecentProblems();
  for (let n = 0; n < 80; n += 1) problems.note([`line ${n}`], 40, n);
  expect(problems.list()).toHaveLength(50);
  expect(problems.list()[0]?.message).toBe('line 79');
});

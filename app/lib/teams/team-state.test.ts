// A team that was never finished is not taken for a deleted one, nor a deleted one for it.
import { expect, test } from 'vitest';
import { MAKING_MS, teamState } from './team-state.ts';

const createdAt = new Date('2026-05-01T12:00:00Z');
const later = (ms: number) => ({ createdAt, dropAfter: new Date(createdAt.getTime() + ms) });
const WEEK = 7 * 86_400_000;

test.each([
  ['one with people', { createdAt, dropAfter: null }, 1, false, 'active'],
  ['one that lost its people', { createdAt, dropAfter: null }, 0, false, 'active'],
  ['one that is made now', later(MAKING_MS), 0, true, 'creating'],
  ['one whose making broke off', later(MAKING_MS), 0, false, 'unfinished'],
  ['one deleted at once', later(WEEK), 1, false, 'deleted'],
  ['one deleted at once that lost its people', later(WEEK), 0, false, 'deleted'],
  ['one deleted while the clock was wrong', later(-WEEK), 1, false, 'deleted'],
] as const)('%s', (_, marks, members, isMaking, state) => {
  expect(teamState(marks, members, isMaking)).toBe(state);
});

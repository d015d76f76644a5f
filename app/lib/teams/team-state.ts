// Where a team is between being made and being gone, as its row says. Pure.
import type { TeamOfInstallation } from './team-schema.ts';

/** A team that is being made is for this long as one that is deleted, so that nobody gets in before it has all its tables. */
export const MAKING_MS = 3_600_000;

interface Marks {
  readonly createdAt: Date;
  readonly dropAfter: Date | null;
}

/**
 * The state of a team. `members`: how many are in it; `isMaking`: whether this process makes it now. A team that was ever finished has a
 * member, also when it is deleted, and can be brought back for days: one that has none, and so short a time, was broken off.
 */
export function teamState(
  { createdAt, dropAfter }: Marks,
  members: number,
  isMaking: boolean,
): TeamOfInstallation['state'] {
  if (isMaking) return 'creating';
  if (dropAfter === null) return 'active';
  const isShort = dropAfter.getTime() <= createdAt.getTime() + MAKING_MS;
  return members === 0 && isShort ? 'unfinished' : 'deleted';
}

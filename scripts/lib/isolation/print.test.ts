// The isolation matrix that is written down is that of the sources, and its rules are those that the program itself has for roles.
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { SCOPES_OF_ROLE } from '#app/lib/auth/scopes.ts';
import { findDoors } from './doors.ts';
import { printMatrix } from './print.ts';
import { CALLERS, expected, TEAMS } from './rules.ts';

test('docs/isolation-matrix.md is up to date', () => {
  const written = readFileSync(resolve(import.meta.dirname, '../../../docs/isolation-matrix.md'), 'utf8');
  expect(written, 'Run: node scripts/isolation-matrix.ts').toBe(printMatrix(findDoors()));
});

test('a role opens what its scopes say, in its own team only, and not by a password where that is not enough', () => {
  for (const caller of CALLERS) {
    for (const team of TEAMS) {
      const isShutOut = team === 'theirs' && caller.person?.isByPassword;
      const role = isShutOut ? undefined : caller.person?.roles[team];
      const opened = (['ingest', 'read', 'write', 'admin'] as const).filter(
        (access) => caller.person && expected(access, caller, team) === 'passes',
      );
      expect([caller.name, team, new Set(opened)]).toEqual([
        caller.name,
        team,
        role === undefined ? new Set() : SCOPES_OF_ROLE[role],
      ]);
    }
  }
});

test('no key of one team opens anything of another', () => {
  for (const caller of CALLERS.filter(({ key }) => key !== undefined)) {
    for (const access of ['read', 'write', 'admin', 'page', 'person', 'instance'] as const)
      expect(expected(access, caller, 'theirs')).not.toBe('passes');
  }
});

test('there are doors of every kind', () => {
  const kinds = Map.groupBy(findDoors(), ({ kind }) => kind);
  expect(Object.fromEntries([...kinds].map(([kind, doors]) => [kind, doors.length > 5]))).toEqual({
    page: true,
    function: true,
    operation: true,
    receiver: true,
  });
});

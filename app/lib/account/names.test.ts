// Whatever takes a name takes only one that can be seen.
import { expect, test } from 'vitest';
import type { z } from 'zod';
import { identityProviderInput } from '../auth/provider-settings.ts';
import { SetupInput } from '../auth/setup.server.ts';
import { keyChange, keyInput } from '../keys/schema.ts';
import { joinInput } from '../teams/invitation-schema.ts';
import { teamChanges, teamInput } from '../teams/team-schema.ts';
import { nameChange } from './schema.ts';

const SCHEMAS: Readonly<Record<string, readonly [z.ZodType, string]>> = {
  'a new team': [teamInput, 'name'],
  'a renamed team': [teamChanges, 'name'],
  'somebody invited': [joinInput, 'name'],
  'the own name': [nameChange, 'name'],
  'the first person': [SetupInput, 'name'],
  'the first team': [SetupInput, 'teamName'],
  'a key': [keyInput, 'name'],
  'a renamed key': [keyChange, 'name'],
  'a provider': [identityProviderInput, 'name'],
};

test.each(Object.entries(SCHEMAS))('the name of %s can be seen', (_, [schema, field]) => {
  const problems = (name: string) =>
    schema.safeParse({ [field]: name }).error?.issues.filter(({ path }) => path[0] === field) ?? [];
  expect(problems(' Zahlungen\nÖsterreich ')).toEqual([]);
  for (const name of ['', '\u200B', '\u3164', 'a\u202Eb', 'a\u0000b', 'a\u200Bb'])
    expect(problems(name), JSON.stringify(name)).not.toEqual([]);
});

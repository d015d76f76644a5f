// Teams as the API and the settings show them, and what one may ask to change.
import { z } from 'zod';
import { TEAM_SLUG } from '#app/lib/auth/team-settings.ts';
import { visibleName } from '#app/lib/core/visible-name.ts';

const name = visibleName('A team needs a name.', 100);
const teamId = z.string().min(1).max(64);

export const teamInput = z.object({
  name,
  slug: TEAM_SLUG.optional().describe(
    'The name in addresses, for good; made from the name when it is left out',
  ),
});
export type TeamInput = z.output<typeof teamInput>;

export const teamChanges = z.object({ name });

export const teamById = z.object({ id: teamId });
export const teamChangesById = teamChanges.extend({ id: teamId });

/** Deleting asks for the name. */
export const teamDeletion = z.object({
  confirm: z.string().max(200).describe('The name of the team as it is now'),
});
export const teamDeletionById = teamDeletion.extend({ id: teamId });

const time = z.string().describe('RFC 3339');

const teamParts = z.object({
  id: z.string(),
  name: z.string(),
  slug: z.string().describe('The name in addresses: /t/<slug>/…; `default` is the team without one'),
  database: z.string().describe('The ClickHouse database with its telemetry'),
  isDefault: z.boolean().describe('Telemetry without a key goes to this team; it cannot be deleted'),
  createdAt: time,
  memberCount: z.number().int(),
});

export const secondFactorRule = z.object({ isRequired: z.boolean() });

export const teamDetails = teamParts.extend({
  requiresSecondFactor: z.boolean().describe('Nobody gets in by a password alone'),
});
export type TeamDetails = z.output<typeof teamDetails>;

export const teamOfInstallation = teamParts.extend({
  state: z
    .enum(['active', 'deleted', 'creating', 'unfinished'])
    .describe(
      'deleted: nobody gets in, and it can be brought back until dropAfter; unfinished: its making broke off, and what is left is cleared away',
    ),
  dropAfter: time.nullable().describe('Of deleted ones'),
  owners: z.array(z.string()).describe('Email addresses'),
  isMember: z.boolean().describe('Whether whoever asks is in it'),
  bytes: z.number().nullable().describe('On disk; null while ClickHouse cannot say'),
  rows: z.number().nullable(),
});
export type TeamOfInstallation = z.output<typeof teamOfInstallation>;

export const teamList = z.object({ teams: z.array(teamOfInstallation) });

export const deletedTeam = z.object({ dropAfter: time.describe('Until then it can be brought back') });

export const slugRequest = z.object({ name: z.string().max(100), slug: z.string().max(100).default('') });

/** What a new team would be called. */
export const slugPreview = z.object({
  slug: z.string(),
  database: z.string(),
  problem: z.string().optional().describe('Why this slug cannot be had'),
});
export type SlugPreview = z.output<typeof slugPreview>;

/** What administrators of the installation do to a team. */
export const teamAction = teamById.extend({ action: z.enum(['restore', 'own']) });

// The audit log as it is asked for and answered: by the API, the screen, and in exports.
import { z } from 'zod';

/** Which entries. What is left out does not restrict; text is compared ignoring the case of ASCII letters. */
export const auditFilter = z.object({
  actor: z
    .string()
    .trim()
    .max(200)
    .optional()
    .describe('Part of the email or the name of who did it, or their whole id'),
  action: z
    .string()
    .trim()
    .max(100)
    .optional()
    .describe('An action, as member.remove, or the kind of thing before the dot, as member'),
  targetKind: z.string().trim().max(100).optional().describe('What it was done to, as team, key, source'),
  targetId: z.string().trim().max(200).optional(),
  outcome: z.enum(['done', 'refused']).optional(),
  address: z.string().trim().max(100).optional().describe('What the address begins with'),
  text: z.string().trim().max(200).optional().describe('In the names, or in what there was before and after'),
  from: z.string().max(64).optional().describe('now-7d, or a date with or without time; included'),
  to: z.string().max(64).optional().describe('As from; not included'),
  of: z
    .enum(['team', 'installation'])
    .optional()
    .describe(
      'team: what was done in it. installation: what belongs to no team or to a deleted one, for who administrates the installation. Without it both; admins of the team see of the installation how its members signed in and out',
    ),
});
export type AuditFilter = z.output<typeof auditFilter>;

const page = {
  limit: z.number().int().min(1).max(500).default(100),
  cursor: z.number().int().min(1).optional().describe('nextCursor of the page before'),
};
export const auditRequest = auditFilter.extend(page);
export type AuditRequest = z.output<typeof auditRequest>;

export const auditEntry = z.object({
  id: z.number().describe('Grows with time; no number is left out or comes again'),
  at: z.string().describe('RFC 3339'),
  isOfTeam: z.boolean().describe('false: of the installation, of a person, or of a team that was deleted'),
  actor: z.object({
    kind: z.enum(['user', 'key', 'loopback', 'system']),
    id: z.string(),
    name: z.string().describe('Email of a person, name of a key, as it was then'),
  }),
  address: z.string().describe('Empty: not by a request'),
  userAgent: z.string(),
  action: z.string(),
  outcome: z.enum(['done', 'refused']),
  target: z.object({ kind: z.string(), id: z.string(), name: z.string() }),
  before: z.unknown().describe('What of the target is about to change, without secrets'),
  after: z.unknown(),
});
export type AuditEntry = z.output<typeof auditEntry>;

/** A page of entries, the newest first. */
export const auditPage = z.object({
  entries: z.array(auditEntry),
  nextCursor: z.number().nullable().describe('null: there are no more'),
  searchedTo: z
    .string()
    .nullable()
    .describe('Set when the page ends before it is full, because many entries were looked at: how far back'),
});
export type AuditPage = z.output<typeof auditPage>;

const file = { format: z.enum(['csv', 'ndjson']).default('csv') };
export const auditExportRequest = auditFilter.extend(file);
export type AuditExportRequest = z.output<typeof auditExportRequest>;

/** The same of the installation alone. */
export const installationAuditRequest = auditFilter.omit({ of: true }).extend(page);
export const installationAuditExportRequest = auditFilter.omit({ of: true }).extend(file);

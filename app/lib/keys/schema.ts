// Keys as the API, the settings screen and the metadata store know them. The hash is in none of it.
import { z } from 'zod';
import { visibleName } from '#app/lib/core/visible-name.ts';

/** What a key may do, in the order in which it is offered. */
export const KEY_SCOPES = ['ingest', 'read', 'write', 'admin'] as const;

/** Within this many days of its end a key counts as expiring. */
export const EXPIRES_SOON_DAYS = 7;
/** The longest time for which an old key and its successor both work. */
export const MOST_OVERLAP_DAYS = 30;
export const MOST_KEY_DAYS = 3_650;

const name = visibleName('Give it a name.', 80);

/** A new key. */
export const keyInput = z.object({
  name,
  scopes: z
    .array(z.enum(KEY_SCOPES))
    .min(1, 'Choose what it may do.')
    .max(KEY_SCOPES.length)
    .transform((scopes) => KEY_SCOPES.filter((scope) => scopes.includes(scope)))
    .describe('ingest: send telemetry; read: look; write: change what the team made; admin: change the team'),
  expiresInDays: z
    .number()
    .int()
    .min(1)
    .max(MOST_KEY_DAYS)
    .nullable()
    .default(null)
    .describe('null: it does not expire'),
  allowedSources: z
    .array(z.string().min(1).max(100))
    .min(1, 'Choose a source, or let it read all of them.')
    .max(200)
    .nullable()
    .default(null)
    .describe('Ids of the only sources that it may read; null: all of the team. Not together with admin'),
});
export type KeyInput = z.output<typeof keyInput>;

export const keyId = z.object({ id: z.string().min(1).max(64) });

/** What can be changed of a key: what it may do cannot. */
export const keyChange = keyId.extend({ name });

/** A new key in place of another. */
export const keyRotation = keyId.extend({
  overlapDays: z
    .number()
    .int()
    .min(0)
    .max(MOST_OVERLAP_DAYS)
    .default(1)
    .describe('How long the old key goes on working; 0: it stops at once'),
});
export type KeyRotation = z.output<typeof keyRotation>;

export const keyState = z.enum(['active', 'expiring', 'replaced', 'expired', 'revoked']);
export type KeyState = z.output<typeof keyState>;

const time = z.string().describe('RFC 3339');

/** A key as it is listed. */
export const apiKey = z.object({
  id: z.string(),
  name: z.string(),
  prefix: z.string().describe('Its first characters'),
  scopes: z.array(z.enum(KEY_SCOPES)),
  allowedSources: z.array(z.string()).nullable().describe('Ids; null: all sources of the team'),
  variable: z.string().nullable().describe('The environment variable that it came from'),
  state: keyState.describe('replaced: another key took its place, and it works until it expires'),
  createdBy: z.string().nullable().describe('Email of who made it, themselves or by a key of theirs'),
  replacedBy: z.string().nullable().describe('Id of the key that took its place'),
  createdAt: time,
  lastUsedAt: time.nullable().describe('To the minute'),
  expiresAt: time.nullable(),
  revokedAt: time.nullable(),
});
export type ApiKey = z.output<typeof apiKey>;

export const keyList = z.object({ keys: z.array(apiKey) });

/** A key that was just made, with the only sight of it. */
export const madeKey = z.object({
  key: z.string().describe('Shown this once'),
  apiKey,
});
export type MadeKey = z.output<typeof madeKey>;

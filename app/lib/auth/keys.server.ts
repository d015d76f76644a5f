// API and ingest keys: made, stored as hashes, found again when one is presented. Who leaves a team loses the keys that they
// made for it, who gets a lesser role those that can do more: call `revokeKeysOf` in the transaction of that change.
import { randomBytes, randomUUID } from 'node:crypto';
import { and, eq, inArray, isNull, sql } from 'drizzle-orm';
import type { Logger } from 'pino';
import { apiKeys, teams } from '#drizzle/schema.ts';
import { recordAudit } from '../audit/record.server.ts';
import type { Config } from '../config.server.ts';
import type { Database } from '../db/db.server.ts';
import { immediately } from '../db/immediately.ts';
import { hashSecret } from './hash-secret.ts';
import { revokeInvitationsOfKey } from './invitations-of.server.ts';
import { type Role, SCOPES_OF_ROLE, type Scope } from './scopes.ts';
import type { Caller } from './tenant.server.ts';

/** Enough to tell keys apart, never more than a quarter of the key. */
function keyPrefix(key: string): string {
  return key.slice(0, Math.min(8, Math.floor(key.length / 4)));
}

/** What a new key is for. */
export interface NewKey {
  readonly teamId: string;
  readonly name: string;
  readonly scopes: readonly Scope[];
  /** Null: it does not expire. */
  readonly expiresAt?: Date | null;
  /** Ids of the only sources that it may read; null: all of the team. */
  readonly allowedSources?: readonly string[] | null;
  /** The person who made it, so that it ends when they leave; null for the keys of programs. */
  readonly createdBy?: string | null;
  /** The key that made it; null when a person did. */
  readonly madeBy?: string | null;
  readonly createdAt?: Date;
}

/**
 * Makes a key for a team. The returned `key` is shown once and cannot be had again.
 *
 * @param db the database, or a transaction on it
 */
export function createKey(db: Pick<Database, 'insert'>, fields: NewKey): { id: string; key: string } {
  const key = `mpl_${randomBytes(32).toString('base64url')}`;
  const id = randomUUID();
  db.insert(apiKeys)
    .values({ ...fields, id, prefix: keyPrefix(key), hash: hashSecret(key) })
    .run();
  return { id, key };
}

/** Who is asked about what a caller does: the person; of a key the one who made it, also through another key; null for programs. */
export function personBehind(reader: Pick<Database, 'select'>, { actor }: Caller): string | null {
  return actor.kind === 'user' ? actor.userId : (actingKey(reader, { actor })?.createdBy ?? null);
}

/** The id of the key that acts; null for people and programs. */
export function keyIdOf({ actor }: Pick<Caller, 'actor'>): string | null {
  return actor.kind === 'key' ? actor.keyId : null;
}

function actingKey(reader: Pick<Database, 'select'>, caller: Pick<Caller, 'actor'>) {
  const id = keyIdOf(caller);
  if (id === null) return undefined;
  return reader.select().from(apiKeys).where(eq(apiKeys.id, id)).get();
}

/** When the key ends that acts; null for people, and for keys that do not expire. */
export function endOfKey(reader: Pick<Database, 'select'>, caller: Caller): Date | null {
  return actingKey(reader, caller)?.expiresAt ?? null;
}

/** Of two ends, where null is never. */
export function earlier(one: Date, other: Date | null): Date;
export function earlier(one: Date | null, other: Date | null): Date | null;
export function earlier(one: Date | null, other: Date | null): Date | null {
  if (one === null || other === null) return one ?? other;
  return one < other ? one : other;
}

/** What ended with a key: how many other keys, and open invitations. */
interface EndedWithKey {
  readonly revokedKeys: number;
  readonly revokedInvitations: number;
}

/**
 * Revokes a key, the keys that it made and those that these made, and the open invitations of all of them: whoever held the
 * key may hold those too.
 *
 * @param tx a transaction
 */
export function revokeKey(
  tx: Pick<Database, 'select' | 'update'>,
  id: string,
  revokedAt: Date,
): EndedWithKey {
  let revokedKeys = 0;
  let revokedInvitations = 0;
  const seen = new Set([id]);
  // Grows as it is gone through.
  for (const one of seen) {
    const where = and(eq(apiKeys.id, one), isNull(apiKeys.revokedAt));
    const { changes } = tx.update(apiKeys).set({ revokedAt }).where(where).run();
    if (one !== id) revokedKeys += changes;
    revokedInvitations += revokeInvitationsOfKey(tx, one);
    const made = tx.select({ id: apiKeys.id }).from(apiKeys).where(eq(apiKeys.madeBy, one)).all();
    for (const { id } of made) seen.add(id);
  }
  return { revokedKeys, revokedInvitations };
}

/** The keys that one made are those of the one that takes its place. */
export function inheritKeys(tx: Pick<Database, 'update'>, from: string, to: string): void {
  tx.update(apiKeys).set({ madeBy: to }).where(eq(apiKeys.madeBy, from)).run();
}

/**
 * Revokes the keys that somebody made for a team, from now on: all of them when they leave; with a `role` that they get
 * instead, those that read or change more than it may. Answers which keys these were, for the audit entry of the change.
 *
 * @param tx the transaction that changes the membership
 */
export function revokeKeysOf(
  tx: Pick<Database, 'select' | 'update'>,
  teamId: string,
  userId: string,
  role?: Role,
): { readonly id: string; readonly name: string }[] {
  const keys = tx
    .select({ id: apiKeys.id, name: apiKeys.name, scopes: apiKeys.scopes })
    .from(apiKeys)
    .where(and(eq(apiKeys.teamId, teamId), eq(apiKeys.createdBy, userId), isNull(apiKeys.revokedAt)))
    .all()
    .filter(({ scopes }) => role === undefined || scopes.some((scope) => isBeyond(scope, role)))
    .map(({ id, name }) => ({ id, name }));
  const ids = keys.map(({ id }) => id);
  tx.update(apiKeys).set({ revokedAt: new Date() }).where(inArray(apiKeys.id, ids)).run();
  return keys;
}

/** No role sends telemetry, so a key that only does is no matter of roles. */
function isBeyond(scope: Scope, role: Role): boolean {
  return scope !== 'ingest' && !SCOPES_OF_ROLE[role].has(scope);
}

/**
 * Makes the keys that the environment names, for the default team. A changed variable replaces its key, so the old
 * one stops working; a key that was revoked stays revoked while its variable is the same.
 */
export function ensureEnvironmentKeys(
  db: Database,
  config: Pick<Config, 'apiKey' | 'ingestKey'>,
  teamId: string,
  log: Logger,
): void {
  const wanted: [string, string | undefined, readonly Scope[]][] = [
    ['MAPLE_API_KEY', config.apiKey, ['read', 'write', 'admin']],
    ['MAPLE_INGEST_KEY', config.ingestKey, ['ingest']],
  ];
  immediately(db, (tx) => {
    for (const [variable, key, scopes] of wanted) {
      if (key === undefined) continue;
      const hash = hashSecret(key);
      const present = tx.select({ id: apiKeys.id }).from(apiKeys).where(eq(apiKeys.hash, hash)).get();
      if (present !== undefined) continue;
      const replaced = tx.delete(apiKeys).where(eq(apiKeys.variable, variable)).returning().get();
      if (replaced !== undefined) revokeInvitationsOfKey(tx, replaced.id);
      const name = `From ${variable}`;
      const id = randomUUID();
      const prefix = keyPrefix(key);
      tx.insert(apiKeys).values({ id, teamId, name, scopes, prefix, hash, variable }).run();
      if (replaced !== undefined) inheritKeys(tx, replaced.id, id);
      recordAudit(tx, ENVIRONMENT, {
        action: replaced === undefined ? 'key.create' : 'key.rotate',
        target: { kind: 'key', id, name },
        before: replaced && { id: replaced.id, prefix: replaced.prefix, scopes: replaced.scopes },
        after: { id, prefix, scopes },
        teamId,
      });
      log.info({ variable, scopes }, 'key from the environment stored');
    }
  });
}

const ENVIRONMENT = {
  actor: { kind: 'system', name: 'Environment' },
  client: { address: '', userAgent: '' },
} as const;

/** A key with its team. */
export interface FoundKey {
  readonly id: string;
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly expiresAt: Date | null;
  readonly revokedAt: Date | null;
  readonly lastUsedAt: Date | null;
  readonly teamId: string;
  readonly teamName: string;
  readonly teamSlug: string;
  readonly database: string;
  /** Ids of the only sources that it may read; null: all of the team. */
  readonly allowedSources: readonly string[] | null;
}

/** Finds keys by what a client presents, with statements prepared once: this runs for every OTLP request. */
export function createKeyFinder(db: Database): {
  find(key: string): FoundKey | undefined;
  markUsed(id: string, at: Date): void;
} {
  const byHash = db
    .select({
      id: apiKeys.id,
      name: apiKeys.name,
      scopes: apiKeys.scopes,
      expiresAt: apiKeys.expiresAt,
      revokedAt: apiKeys.revokedAt,
      lastUsedAt: apiKeys.lastUsedAt,
      teamId: teams.id,
      teamName: teams.name,
      teamSlug: teams.slug,
      database: teams.database,
      allowedSources: apiKeys.allowedSources,
    })
    .from(apiKeys)
    .innerJoin(teams, and(eq(teams.id, apiKeys.teamId), isNull(teams.dropAfter)))
    .where(eq(apiKeys.hash, sql.placeholder('hash')))
    .prepare();
  return {
    find: (key) => byHash.get({ hash: hashSecret(key) }),
    markUsed: (id, at) => {
      db.update(apiKeys).set({ lastUsedAt: at }).where(eq(apiKeys.id, id)).run();
    },
  };
}

// The tables of Maple's own data in SQLite: people, their sessions, teams, and keys. Telemetry is in ClickHouse.
import { sql } from 'drizzle-orm';
import { index, integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import type { IdentityProviderSettings } from '#app/lib/auth/provider-settings.ts';
import type { Scope } from '#app/lib/auth/scopes.ts';
import { type InstallationSettings, SIGN_IN_METHODS } from '#app/lib/auth/second-factor.ts';
import type { TeamSettings } from '#app/lib/auth/team-settings.ts';
import type { SavedSearchInput } from '#app/lib/saved/schema.ts';
import type { SourceInput } from '#app/lib/sources/schema.ts';

/** A point in time, kept as milliseconds since the epoch and read as a Date. */
const time = (name: string) => integer(name, { mode: 'timestamp_ms' });
const now = sql`(cast(unixepoch('subsecond') * 1000 as integer))`;
const createdAt = () => time('created_at').notNull().default(now);
const updatedAt = () =>
  time('updated_at')
    .notNull()
    .default(now)
    .$onUpdate(() => new Date());

// Better Auth's tables: it decides the columns, we decide the names.

export const users = sqliteTable('users', {
  id: text('id').primaryKey(),
  name: text('name').notNull(),
  email: text('email').notNull().unique(),
  emailVerified: integer('email_verified', { mode: 'boolean' }).notNull().default(false),
  image: text('image'),
  twoFactorEnabled: integer('two_factor_enabled', { mode: 'boolean' }).default(false),
  /** Maple's own: may make teams and change what belongs to the whole installation. */
  isInstanceAdmin: integer('is_instance_admin', { mode: 'boolean' }).notNull().default(false),
  createdAt: createdAt(),
  updatedAt: updatedAt(),
});

export const sessions = sqliteTable(
  'sessions',
  {
    id: text('id').primaryKey(),
    userId: text('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    token: text('token').notNull().unique(),
    expiresAt: time('expires_at').notNull(),
    ipAddress: text('ip_address'),
    userAgent: text('user_agent'),
    /** Maple's own: how it was begun; null when that was before this was noted. */
    method: text('method', { enum: SIGN_IN_METHODS }),
    /** Maple's own: the identity provider that it came through. */
    providerId: text('provider_id'),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
  },
  (table) => [index('sessions_user_id').on(table.userId)],
);

/** One way for a user to sign in: the password (hashed) or, one day, an account elsewhere. */
export const accounts = sqliteTable(
  'accounts',
  {
    id: text('id').primaryKey(),
    userId: text('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    accountId: text('account_id').notNull(),
    providerId: text('provider_id').notNull(),
    password: text('password'),
    accessToken: text('access_token'),
    refreshToken: text('refresh_token'),
    idToken: text('id_token'),
    accessTokenExpiresAt: time('access_token_expires_at'),
    refreshTokenExpiresAt: time('refresh_token_expires_at'),
    scope: text('scope'),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
  },
  (table) => [
    index('accounts_user_id').on(table.userId),
    uniqueIndex('accounts_provider').on(table.providerId, table.accountId),
  ],
);

export const verifications = sqliteTable(
  'verifications',
  {
    id: text('id').primaryKey(),
    identifier: text('identifier').notNull(),
    value: text('value').notNull(),
    expiresAt: time('expires_at').notNull(),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
  },
  (table) => [index('verifications_identifier').on(table.identifier)],
);

/** Sign-in attempts per client address and path; in the database so that a restart does not reset them. */
export const rateLimits = sqliteTable('rate_limits', {
  id: text('id').primaryKey(),
  key: text('key').notNull().unique(),
  count: integer('count').notNull(),
  lastRequest: integer('last_request').notNull(),
});

/** The second factor of a person: both texts are encrypted by Better Auth. */
export const twoFactors = sqliteTable(
  'two_factors',
  {
    id: text('id').primaryKey(),
    userId: text('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    secret: text('secret').notNull(),
    backupCodes: text('backup_codes').notNull(),
    verified: integer('verified', { mode: 'boolean' }).default(true),
    failedVerificationCount: integer('failed_verification_count').default(0),
    lockedUntil: time('locked_until'),
  },
  (table) => [index('two_factors_user_id').on(table.userId), index('two_factors_secret').on(table.secret)],
);

export const passkeys = sqliteTable(
  'passkeys',
  {
    id: text('id').primaryKey(),
    userId: text('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    name: text('name'),
    publicKey: text('public_key').notNull(),
    credentialID: text('credential_id').notNull(),
    counter: integer('counter').notNull(),
    deviceType: text('device_type').notNull(),
    backedUp: integer('backed_up', { mode: 'boolean' }).notNull(),
    transports: text('transports'),
    aaguid: text('aaguid'),
    createdAt: createdAt(),
  },
  (table) => [
    index('passkeys_user_id').on(table.userId),
    uniqueIndex('passkeys_credential_id').on(table.credentialID),
  ],
);

// Maple's tables. Every row belongs to a team, but those of the installation at the end.

export const teams = sqliteTable(
  'teams',
  {
    id: text('id').primaryKey(),
    name: text('name').notNull(),
    /** The team's name in addresses and in its database: see `TEAM_SLUG`. */
    slug: text('slug').notNull().default('default').unique(),
    /** The ClickHouse database that holds this team's telemetry, and nothing else. */
    database: text('database').notNull().unique(),
    /** The team that telemetry without a key goes to on a loopback address. Exactly one. */
    isDefault: integer('is_default', { mode: 'boolean' }).notNull().default(false),
    settings: text('settings', { mode: 'json' }).notNull().default(sql`'{}'`).$type<TeamSettings>(),
    createdAt: createdAt(),
    /** Set while it is deleted but can be brought back: nobody gets in, and its database is dropped at this time. */
    dropAfter: time('drop_after'),
  },
  (table) => [uniqueIndex('teams_one_default').on(table.isDefault).where(sql`is_default = 1`)],
);

export const members = sqliteTable(
  'members',
  {
    teamId: text('team_id')
      .notNull()
      .references(() => teams.id, { onDelete: 'cascade' }),
    userId: text('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    role: text('role', { enum: ['owner', 'admin', 'member', 'viewer'] }).notNull(),
    /** The identity provider whose groups gave this role; null when a person did. */
    providerId: text('provider_id').references(() => identityProviders.id, { onDelete: 'set null' }),
    createdAt: createdAt(),
  },
  (table) => [
    primaryKey({ columns: [table.teamId, table.userId] }),
    index('members_user_id').on(table.userId),
  ],
);

export const invitations = sqliteTable(
  'invitations',
  {
    id: text('id').primaryKey(),
    teamId: text('team_id')
      .notNull()
      .references(() => teams.id, { onDelete: 'cascade' }),
    /** Only this address may accept it; null: whoever has the link. */
    email: text('email'),
    role: text('role', { enum: ['owner', 'admin', 'member', 'viewer'] }).notNull(),
    /** SHA-256 of the link's token as hex. The token itself is never stored. */
    tokenHash: text('token_hash').notNull().unique(),
    invitedBy: text('invited_by').references(() => users.id, { onDelete: 'set null' }),
    /** The key that it was made with, so that it ends with that; null when a person made it. */
    keyId: text('key_id'),
    createdAt: createdAt(),
    expiresAt: time('expires_at').notNull(),
    acceptedAt: time('accepted_at'),
    acceptedBy: text('accepted_by').references(() => users.id, { onDelete: 'set null' }),
    revokedAt: time('revoked_at'),
  },
  (table) => [index('invitations_team_id').on(table.teamId)],
);

export const apiKeys = sqliteTable(
  'api_keys',
  {
    id: text('id').primaryKey(),
    teamId: text('team_id')
      .notNull()
      .references(() => teams.id, { onDelete: 'cascade' }),
    name: text('name').notNull(),
    /** The first characters, so that a person can tell keys apart. */
    prefix: text('prefix').notNull(),
    /** SHA-256 of the key as hex. The key itself is never stored. */
    hash: text('hash').notNull().unique(),
    scopes: text('scopes', { mode: 'json' }).notNull().$type<readonly Scope[]>(),
    /** The environment variable that the key came from, if it did. */
    variable: text('variable').unique(),
    /** Ids of the only sources that it may read; null: all of the team. */
    allowedSources: text('allowed_sources', { mode: 'json' }).$type<readonly string[]>(),
    createdBy: text('created_by').references(() => users.id, { onDelete: 'set null' }),
    /** The key that made it, so that it ends with that; null when a person made it. */
    madeBy: text('made_by'),
    /** The key that takes its place; until `expiresAt` both work. */
    replacedBy: text('replaced_by'),
    createdAt: createdAt(),
    lastUsedAt: time('last_used_at'),
    expiresAt: time('expires_at'),
    revokedAt: time('revoked_at'),
  },
  (table) => [index('api_keys_team_id').on(table.teamId)],
);

/** Another ClickHouse server of a team. */
export const connections = sqliteTable(
  'connections',
  {
    id: text('id').primaryKey(),
    teamId: text('team_id')
      .notNull()
      .references(() => teams.id, { onDelete: 'cascade' }),
    name: text('name').notNull(),
    url: text('url').notNull(),
    username: text('username').notNull(),
    /** Sealed with a key that is not in this database; null when there is none. */
    sealedPassword: text('sealed_password'),
    database: text('database').notNull(),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
  },
  (table) => [uniqueIndex('connections_name').on(table.teamId, table.name)],
);

/** A table that a team reads, beside the built-in ones. */
export const sources = sqliteTable(
  'sources',
  {
    id: text('id').primaryKey(),
    teamId: text('team_id')
      .notNull()
      .references(() => teams.id, { onDelete: 'cascade' }),
    connectionId: text('connection_id').references(() => connections.id, { onDelete: 'restrict' }),
    name: text('name').notNull(),
    kind: text('kind', { enum: ['log', 'trace', 'metric', 'session'] }).notNull(),
    /** Table, expressions and columns, as the admin entered them. */
    definition: text('definition', { mode: 'json' }).notNull().$type<SourceInput>(),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
  },
  (table) => [uniqueIndex('sources_name').on(table.teamId, table.name)],
);

export const savedSearches = sqliteTable(
  'saved_searches',
  {
    id: text('id').primaryKey(),
    teamId: text('team_id')
      .notNull()
      .references(() => teams.id, { onDelete: 'cascade' }),
    /** Nobody in particular when a key made it. */
    ownerId: text('owner_id').references(() => users.id, { onDelete: 'cascade' }),
    name: text('name').notNull(),
    visibility: text('visibility', { enum: ['private', 'team'] }).notNull(),
    /** All the rest of it. */
    search: text('search', { mode: 'json' }).notNull().$type<Omit<SavedSearchInput, 'name' | 'visibility'>>(),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
  },
  (table) => [index('saved_searches_team_id').on(table.teamId, table.ownerId)],
);

/** The facets that a person, or the whole team (without a person), keeps at the top. */
export const facetPins = sqliteTable(
  'facet_pins',
  {
    id: text('id').primaryKey(),
    teamId: text('team_id')
      .notNull()
      .references(() => teams.id, { onDelete: 'cascade' }),
    userId: text('user_id').references(() => users.id, { onDelete: 'cascade' }),
    sourceId: text('source_id').notNull(),
    fields: text('fields', { mode: 'json' }).notNull().$type<readonly string[]>(),
  },
  (table) => [
    uniqueIndex('facet_pins_of_user').on(table.teamId, table.sourceId, table.userId),
    uniqueIndex('facet_pins_of_team').on(table.teamId, table.sourceId).where(sql`user_id is null`),
  ],
);

/** What was sent to a team on a day (UTC), for quotas and the usage screen. */
export const ingestDays = sqliteTable(
  'ingest_days',
  {
    teamId: text('team_id')
      .notNull()
      .references(() => teams.id, { onDelete: 'cascade' }),
    /** Days since 1970. */
    day: integer('day').notNull(),
    signal: text('signal', { enum: ['logs', 'traces', 'metrics'] }).notNull(),
    /** Bytes of the bodies, uncompressed. */
    bytes: integer('bytes').notNull(),
    records: integer('records').notNull(),
    /** Requests refused because a quota was reached. */
    refused: integer('refused').notNull().default(0),
  },
  (table) => [primaryKey({ columns: [table.teamId, table.day, table.signal] })],
);

// Of the installation.

/** What is set for the whole installation: one row, which is there from the first change on. */
export const installation = sqliteTable('installation', {
  id: integer('id').primaryKey(),
  settings: text('settings', { mode: 'json' }).notNull().$type<InstallationSettings>(),
  updatedAt: updatedAt(),
});

/** An OpenID provider that people may sign in with. */
export const identityProviders = sqliteTable('identity_providers', {
  id: text('id').primaryKey(),
  name: text('name').notNull(),
  preset: text('preset', { enum: ['oidc', 'google', 'github'] }).notNull(),
  issuer: text('issuer').notNull(),
  clientId: text('client_id').notNull(),
  /** Sealed with a key that is not in this database. */
  sealedClientSecret: text('sealed_client_secret').notNull(),
  isEnabled: integer('is_enabled', { mode: 'boolean' }).notNull().default(true),
  /** Scopes, domains, claims and what groups become. */
  settings: text('settings', { mode: 'json' }).notNull().$type<IdentityProviderSettings>(),
  createdAt: createdAt(),
  updatedAt: updatedAt(),
});

/**
 * Who did what. Rows are only added: triggers refuse to change them, and to delete any that is younger than the least retention.
 * Nothing here refers to other tables, because what was done outlives what it was done to.
 */
export const auditLog = sqliteTable(
  'audit_log',
  {
    /** Grows with time. */
    id: integer('id').primaryKey({ autoIncrement: true }),
    at: time('at').notNull().default(now),
    /** Null: of the installation, or of a person. */
    teamId: text('team_id'),
    actorKind: text('actor_kind', { enum: ['user', 'key', 'loopback', 'system'] }).notNull(),
    actorId: text('actor_id').notNull(),
    /** Email of a person, name of a key, as it was. */
    actorName: text('actor_name').notNull(),
    address: text('address').notNull(),
    userAgent: text('user_agent').notNull(),
    /** What was done, as `member.remove`. */
    action: text('action').notNull(),
    outcome: text('outcome', { enum: ['done', 'refused'] }).notNull(),
    targetKind: text('target_kind').notNull(),
    targetId: text('target_id').notNull(),
    targetName: text('target_name').notNull(),
    /** Without secrets. */
    before: text('before', { mode: 'json' }).$type<unknown>(),
    after: text('after', { mode: 'json' }).$type<unknown>(),
  },
  (table) => [index('audit_log_team').on(table.teamId, table.id), index('audit_log_at').on(table.at)],
);

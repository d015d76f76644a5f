// The tables of Maple's own data in SQLite: people, their sessions, teams, and keys. Telemetry is in ClickHouse.
import { sql } from 'drizzle-orm';
import { index, integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import type { Scope } from '#app/lib/auth/scopes.ts';
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

// Maple's tables. Every row belongs to a team.

export const teams = sqliteTable(
  'teams',
  {
    id: text('id').primaryKey(),
    name: text('name').notNull(),
    /** The ClickHouse database that holds this team's telemetry, and nothing else. */
    database: text('database').notNull().unique(),
    /** The team that telemetry without a key goes to on a loopback address. Exactly one. */
    isDefault: integer('is_default', { mode: 'boolean' }).notNull().default(false),
    createdAt: createdAt(),
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
    createdAt: createdAt(),
  },
  (table) => [
    primaryKey({ columns: [table.teamId, table.userId] }),
    index('members_user_id').on(table.userId),
  ],
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

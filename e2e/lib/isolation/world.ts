// A running Maple with two teams that have the same kinds of things, and every kind of caller of the isolation matrix.
import { createHash } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { createKey } from '#app/lib/auth/keys.server.ts';
import type { Database } from '#app/lib/db/db.server.ts';
import {
  accounts,
  apiKeys,
  connections,
  invitations,
  members,
  savedSearches,
  sessions,
  sources,
  teams,
  users,
} from '#drizzle/schema.ts';
import { CALLERS, type Team } from '#scripts/lib/isolation/rules.ts';
import { openDatabaseOf } from '../database.ts';
import { ADMIN, INGEST_KEY, type Maple, startMaple, temporaryData } from '../maple.ts';
import { sendSpans } from '../spans.ts';

/** In every record that a team sent, and in none that a request of these tests sends. */
export const RECORD_MARK: Readonly<Record<Team, string>> = { ours: 'zqoursrecord', theirs: 'zqtheirsrecord' };
/** In the name of everything that the other team made, and in the email of its owner. */
export const THING_MARK = 'zqtheirsthing';
/** Of what a key that may read the source of logs only must not see. */
export const SPAN_MARK = 'zqoursspan';

/** Ids of what the other team has: a request may send them, so no mark is in them. */
export const THEIR = {
  team: 'theirs',
  slug: 'theirs',
  database: 'otel_theirs',
  service: 'billing-there',
  trace: 'b'.repeat(32),
  span: 'b'.repeat(16),
  user: 'owner-of-theirs',
  source: 'a-source-there',
  connection: 'a-connection-there',
  saved: 'a-search-there',
  invitation: 'an-invitation-there',
  key: '',
};

export interface World {
  readonly maple: Maple;
  readonly db: Database;
  /** Ids in `THEIR`, with the key's. */
  readonly their: typeof THEIR;
  /** What each caller of the matrix sends to say who it is. */
  readonly credentials: ReadonlyMap<string, Record<string, string>>;
  /** A key with all scopes of the other team. */
  readonly theirKey: string;
  stop(): Promise<void>;
}

/** Starts it. Takes a while: two starts, because a team's database is made by a start. */
export async function openWorld(): Promise<World> {
  const { dataDir, remove } = temporaryData();
  const env = { MAPLE_ADMIN_EMAIL: ADMIN.email, MAPLE_ADMIN_PASSWORD: ADMIN.password };
  await (await startMaple({ dataDir, env })).stop();
  const { db, close } = openDatabaseOf({ dataDir });
  const ours = db.select().from(teams).where(eq(teams.isDefault, true)).get();
  if (ours === undefined) throw new Error('there is no default team');
  db.insert(teams)
    .values({
      id: THEIR.team,
      slug: THEIR.slug,
      name: THING_MARK,
      database: THEIR.database,
      settings: { requiresSecondFactor: true },
    })
    .run();
  const keys = addKeys(db, ours.id);
  addPeople(db, ours.id);
  const their = { ...THEIR, key: addTheirs(db) };
  const theirKey = createKey(db, {
    teamId: THEIR.team,
    name: THING_MARK,
    scopes: ['ingest', 'read', 'write', 'admin'],
  }).key;
  const maple = await startMaple({ dataDir, env });
  const credentials = new Map<string, Record<string, string>>();
  for (const [name, key] of keys) credentials.set(name, { authorization: `Bearer ${key}` });
  credentials.set('signed out', {});
  for (const { name, person } of CALLERS) {
    if (person === undefined) continue;
    credentials.set(name, await session(maple, emailOf(name)));
    if (!person.isByPassword) db.update(sessions).set({ method: 'passkey' }).where(isOf(name)).run();
  }
  const ended = await session(maple, emailOf('member'));
  credentials.set('session that ended', ended);
  await fetch(`${maple.url}/api/auth/sign-out`, {
    method: 'POST',
    headers: { ...ended, origin: maple.url, 'content-type': 'application/json' },
    body: '{}',
  });
  await sendRecords(maple, INGEST_KEY, 'ours');
  await sendRecords(maple, theirKey, 'theirs');
  return {
    maple,
    db,
    their,
    credentials,
    theirKey,
    stop: async () => {
      await maple.stop();
      close();
      remove();
    },
  };
}

function addKeys(db: Database, teamId: string): Map<string, string> {
  const keys = new Map<string, string>();
  for (const { name, key } of CALLERS) {
    if (key === undefined) continue;
    const made = createKey(db, {
      teamId,
      name,
      scopes: key.scopes,
      ...(key.state === 'expired' && { expiresAt: new Date(Date.now() - 1_000) }),
      ...(name === 'key: read one source' && { allowedSources: ['logs'] }),
    });
    if (key.state === 'revoked')
      db.update(apiKeys).set({ revokedAt: new Date() }).where(eq(apiKeys.id, made.id)).run();
    keys.set(name, key.state === 'unknown' ? 'mpl_nobody-has-this-key-0123456789' : made.key);
  }
  return keys;
}

/** The sessions of a caller. */
const isOf = (name: string) => eq(sessions.userId, idOf(name));
const idOf = (name: string) => (name === 'owner of theirs' ? THEIR.user : emailOf(name));
const emailOf = (name: string) => `${name.replaceAll(/[^a-z]+/g, '-')}@example.com`;

/** All of them have the administrator's password, whose hash is there already. */
function addPeople(db: Database, oursId: string): void {
  const password = db.select({ password: accounts.password }).from(accounts).get()?.password ?? null;
  for (const { name, person } of CALLERS) {
    if (person === undefined) continue;
    const isTheirs = name === 'owner of theirs';
    const id = idOf(name);
    const shown = isTheirs ? THING_MARK : name;
    db.insert(users)
      .values({ id, name: shown, email: emailOf(name), isInstanceAdmin: person.isInstanceAdmin ?? false })
      .run();
    db.insert(accounts)
      .values({ id: `account-${id}`, userId: id, accountId: id, providerId: 'credential', password })
      .run();
    if (person.roles.ours)
      db.insert(members).values({ teamId: oursId, userId: id, role: person.roles.ours }).run();
    if (person.roles.theirs)
      db.insert(members).values({ teamId: THEIR.team, userId: id, role: person.roles.theirs }).run();
  }
}

/** One of everything, and the id of a key. */
function addTheirs(db: Database): string {
  const teamId = THEIR.team;
  const definition = {
    name: THING_MARK,
    kind: 'log',
    connectionId: null,
    table: 'otel_logs',
    expressions: { timestamp: 'Timestamp', body: 'Body' },
    durationUnit: 'ns',
    defaultColumns: [],
  };
  db.insert(connections)
    .values({
      id: THEIR.connection,
      teamId,
      name: THING_MARK,
      url: `http://${THING_MARK}.example`,
      username: THING_MARK,
      database: 'default',
    })
    .run();
  db.insert(sources)
    .values({
      id: THEIR.source,
      teamId,
      name: THING_MARK,
      kind: 'log',
      definition: definition as unknown as typeof sources.$inferInsert.definition,
    })
    .run();
  db.insert(savedSearches)
    .values({
      id: THEIR.saved,
      teamId,
      name: THING_MARK,
      visibility: 'team',
      search: { query: THING_MARK } as unknown as typeof savedSearches.$inferInsert.search,
    })
    .run();
  db.insert(invitations)
    .values({
      id: THEIR.invitation,
      teamId,
      email: `${THING_MARK}@example.com`,
      role: 'viewer',
      tokenHash: createHash('sha256').update('a token that nobody sends').digest('hex'),
      expiresAt: new Date(Date.now() + 86_400_000),
    })
    .run();
  return createKey(db, { teamId, name: THING_MARK, scopes: ['read'] }).id;
}

async function session(maple: Maple, email: string): Promise<Record<string, string>> {
  const answer = await fetch(`${maple.url}/api/auth/sign-in/email`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: maple.url },
    body: JSON.stringify({ email, password: ADMIN.password }),
  });
  if (!answer.ok) throw new Error(`${email} could not sign in: ${answer.status} ${await answer.text()}`);
  const cookie = answer.headers
    .getSetCookie()
    .map((line) => line.split(';', 1)[0])
    .join('; ');
  return { cookie };
}

async function sendRecords(maple: Maple, key: string, team: Team): Promise<void> {
  const mark = RECORD_MARK[team];
  const there = team === 'theirs';
  const now = Date.now();
  const traceId = there ? THEIR.trace : 'a'.repeat(32);
  const resource = {
    attributes: [{ key: 'service.name', value: { stringValue: there ? THEIR.service : 'shop-here' } }],
  };
  const attributes = [{ key: mark, value: { stringValue: mark } }];
  const answer = await fetch(`${maple.otlpHttp}/v1/logs`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
    body: JSON.stringify({
      resourceLogs: [
        {
          resource,
          scopeLogs: [
            {
              logRecords: [
                {
                  timeUnixNano: `${now}000000`,
                  traceId,
                  body: { stringValue: mark },
                  severityNumber: 17,
                  attributes,
                },
              ],
            },
          ],
        },
      ],
    }),
  });
  if (!answer.ok) throw new Error(`the records of ${team} were answered with ${answer.status}`);
  const spans = [1, 2].map((n) => ({
    service: there ? THEIR.service : 'shop-here',
    name: there ? mark : SPAN_MARK,
    traceId,
    spanId: (there ? 'b' : 'a').repeat(15) + (n === 1 ? (there ? 'b' : 'a') : '2'),
    ...(n === 2 && { parentSpanId: (there ? 'b' : 'a').repeat(16) }),
    startMs: now - 5_000,
    durationMs: 20,
    error: mark,
    attributes: { [mark]: mark },
    exception: { type: mark, message: mark, stack: mark },
  }));
  await sendSpans({ otlpHttp: maple.otlpHttp }, spans, key);
}

/** All that the database says of the other team and its owner, as text; what a look alone changes is left out. */
export function snapshotOfTheirs(db: Database): string {
  const of = <Row>(rows: Row[]) =>
    rows.map((row) => ({ ...row, lastUsedAt: undefined, updatedAt: undefined }));
  return JSON.stringify(
    [
      of(db.select().from(teams).where(eq(teams.id, THEIR.team)).all()),
      of(db.select().from(members).where(eq(members.teamId, THEIR.team)).all()),
      of(db.select().from(users).where(eq(users.id, THEIR.user)).all()),
      of(db.select().from(accounts).where(eq(accounts.userId, THEIR.user)).all()),
      of(db.select().from(sessions).where(eq(sessions.userId, THEIR.user)).all()),
      of(db.select().from(apiKeys).where(eq(apiKeys.teamId, THEIR.team)).all()),
      of(db.select().from(connections).where(eq(connections.teamId, THEIR.team)).all()),
      of(db.select().from(sources).where(eq(sources.teamId, THEIR.team)).all()),
      of(db.select().from(savedSearches).where(eq(savedSearches.teamId, THEIR.team)).all()),
      of(db.select().from(invitations).where(eq(invitations.teamId, THEIR.team)).all()),
    ],
    null,
    1,
  );
}

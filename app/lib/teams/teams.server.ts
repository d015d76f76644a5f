// The teams of the installation: made with their database, renamed, deleted with a time to change one's mind.
import { randomUUID } from 'node:crypto';
import { and, count, eq, isNotNull, or, sql } from 'drizzle-orm';
import type { Logger } from 'pino';
import { recordAudit } from '#app/lib/audit/record.server.ts';
import type { Caller, Person, Tenant } from '#app/lib/auth/tenant.server.ts';
import type { ClickHouse } from '#app/lib/clickhouse/client.server.ts';
import { migrate } from '#app/lib/clickhouse/migrate.server.ts';
import type { Readers } from '#app/lib/clickhouse/readers.server.ts';
import { AppError } from '#app/lib/core/errors.ts';
import { collapsed } from '#app/lib/core/visible-name.ts';
import type { Database } from '#app/lib/db/db.server.ts';
import { immediately } from '#app/lib/db/immediately.ts';
import { members, teams } from '#drizzle/schema.ts';
import { databaseExists, dropDatabase } from './database.server.ts';
import { refuseTeamDeletion } from './role-rules.ts';
import { databaseOfSlug, slugProblem, suggestSlug } from './slug.ts';
import { refusing, standingOf } from './standing.server.ts';
import type { SlugPreview, TeamDetails, TeamInput } from './team-schema.ts';
import { MAKING_MS, teamState } from './team-state.ts';

/** The whole set-up of a team's database; as at the start of the program. */
export interface TeamStorage {
  readonly clickhouse: ClickHouse;
  readonly cluster: string | undefined;
  /** Each database has a reader, from its making to its end. */
  readonly readers: Pick<Readers, 'prepare' | 'drop'>;
  /** Whole days of telemetry that new tables keep. */
  readonly retentionDays: number;
  /** Where ClickHouse's NNN_name.sql files are. */
  readonly directory: string;
  readonly log: Logger;
}

export interface TeamsOptions {
  readonly db: Database;
  readonly storage: TeamStorage;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
}

export interface Teams {
  /** What a new team would be called, and whether it can be. With `slug`: whether that can be had. */
  preview(name: string, slug: string): SlugPreview;
  /**
   * Makes a team with its database; whoever makes it is its owner. All or nothing. Throws `bad_request` for a slug that cannot be,
   * `conflict` for one that is taken, and what ClickHouse says.
   */
  create(person: Person, input: TeamInput): Promise<TeamDetails>;
  /** The caller's own team. */
  get(tenant: Tenant): TeamDetails;
  /** Throws `not_found`. The slug and the database stay. */
  rename(caller: Caller, teamId: string, name: string): TeamDetails;
  /** An owner deletes the own team. Throws `forbidden`, `conflict` for the default team, `bad_request` for another name. */
  removeOwn(tenant: Tenant, confirm: string): Date;
  /** As `removeOwn`, by an administrator of the installation. Answers until when it can be brought back. */
  remove(person: Person, teamId: string, confirm: string): Date;
  /** Brings a deleted team back with all it had. Throws `not_found`, `conflict` when it is too late. */
  restore(person: Person, teamId: string): Promise<void>;
  /** Makes an administrator of the installation an owner of a team, e.g. one that has lost all of its own. Throws `not_found`. */
  takeOver(person: Person, teamId: string): void;
  /** Drops what deleted teams have left, once it is time, and what broken off ones have, at once. What fails is tried again by the next call. */
  dropDue(): Promise<void>;
  /** Whether a team is being made just now. */
  isBeingMade(teamId: string): boolean;
}

const DAY_MS = 86_400_000;
/** How long a deleted team can be brought back. */
export const GRACE_MS = 7 * DAY_MS;

const SYSTEM: Caller = {
  actor: { kind: 'system', name: 'deletion of teams' },
  client: { address: '', userAgent: '' },
};

type Row = typeof teams.$inferSelect;

export function createTeams({ db, storage, now = Date.now }: TeamsOptions): Teams {
  const { clickhouse, cluster, readers, log } = storage;
  /** Teams that this process works on: their databases are neither dropped nor given back. */
  const making = new Set<string>();
  const dropping = new Set<string>();

  const find = (sink: Pick<Database, 'select'>, id: string): Row => {
    const team = sink.select().from(teams).where(eq(teams.id, id)).get();
    if (team === undefined || making.has(id)) throw new AppError('not_found', 'There is no such team.');
    return team;
  };
  const memberCount = (sink: Pick<Database, 'select'>, teamId: string): number =>
    sink.select({ count: count() }).from(members).where(eq(members.teamId, teamId)).get()?.count ?? 0;
  const stateOf = (sink: Pick<Database, 'select'>, team: Row) =>
    teamState(team, memberCount(sink, team.id), making.has(team.id));
  const active = (sink: Pick<Database, 'select'>, id: string): Row => {
    const team = find(sink, id);
    if (stateOf(sink, team) === 'unfinished') throw unfinished();
    if (team.dropAfter !== null) throw new AppError('conflict', 'This team is deleted.');
    return team;
  };
  const holderOf = (slug: string) =>
    db
      .select()
      .from(teams)
      .where(or(eq(teams.slug, slug), eq(teams.database, databaseOfSlug(slug))))
      .get();

  /** Why a slug cannot be had, by who has it. */
  function takenText(slug: string): string | undefined {
    const holder = holderOf(slug);
    if (holder === undefined) return undefined;
    const state = stateOf(db, holder);
    if (state === 'creating') return `A team with “${slug}” is just being made.`;
    if (state === 'unfinished')
      return `Making a team with “${slug}” broke off. It can be had once what is left is cleared away, in some minutes.`;
    if (state === 'deleted') return `A deleted team has “${slug}” until its data is dropped.`;
    if (holder.slug !== slug) return `The database of “${slug}” is another team's.`;
    return `Another team has “${slug}” already.`;
  }

  function refuseTaken(slug: string): void {
    const text = takenText(slug);
    if (text !== undefined)
      throw new AppError('conflict', text, { hint: 'Choose another name for the address.' });
  }

  function show(team: Row): TeamDetails {
    const { id, name, slug, database, isDefault, createdAt, settings } = team;
    return {
      ...{ id, name, slug, database, isDefault },
      createdAt: createdAt.toISOString(),
      memberCount: memberCount(db, id),
      requiresSecondFactor: settings.requiresSecondFactor === true,
    };
  }

  /** The row comes first and is one of a deleted team until all is done, so that whatever breaks off is cleared away. */
  async function create(person: Person, input: TeamInput): Promise<TeamDetails> {
    const slug = input.slug ?? suggestSlug(input.name, (wanted) => holderOf(wanted) !== undefined);
    const problem = slugProblem(slug);
    if (problem !== undefined) throw new AppError('bad_request', problem);
    refuseTaken(slug);
    const database = databaseOfSlug(slug);
    // Somebody else's data must not become the team's.
    const isThere = await databaseExists(clickhouse, database);
    // Meanwhile it may have become another team's.
    refuseTaken(slug);
    if (isThere)
      throw new AppError('conflict', `ClickHouse has a database ${database} already, which is no team's.`, {
        hint: 'Choose another name for the address.',
      });
    const id = randomUUID();
    immediately(db, (tx) => {
      refuseTaken(slug);
      const createdAt = new Date(now());
      const dropAfter = new Date(now() + MAKING_MS);
      tx.insert(teams).values({ id, name: input.name, slug, database, createdAt, dropAfter }).run();
    });
    making.add(id);
    try {
      await migrate({ ...storage, database });
      await readers.prepare(database);
      immediately(db, (tx) => {
        tx.update(teams).set({ dropAfter: null }).where(eq(teams.id, id)).run();
        tx.insert(members).values({ teamId: id, userId: person.actor.userId, role: 'owner' }).run();
        const target = { kind: 'team', id, name: input.name };
        const after = { name: input.name, slug, database };
        recordAudit(tx, person, { action: 'team.create', target, after, teamId: id });
      });
    } catch (error) {
      await undo(id, database);
      throw error;
    } finally {
      making.delete(id);
    }
    log.info({ team: id, database }, 'team made');
    return show(find(db, id));
  }

  /** After a failure: with the database gone the row may go; else it waits for `dropDue`. */
  async function undo(id: string, database: string): Promise<void> {
    try {
      await readers.drop(database);
      await dropDatabase(clickhouse, database, cluster);
      db.delete(teams).where(eq(teams.id, id)).run();
    } catch (error) {
      log.warn({ err: error, database }, 'what was made of a team could not be taken back yet');
    }
  }

  function remove(
    caller: Caller,
    team: Row,
    confirm: string,
    sink: Pick<Database, 'insert' | 'update'>,
  ): Date {
    if (team.isDefault)
      throw new AppError('conflict', 'The default team cannot be deleted.', {
        hint: 'Telemetry without a key goes to it.',
      });
    if (collapsed(confirm) !== collapsed(team.name))
      throw new AppError('bad_request', 'That is not the name of the team.', {
        hint: `It is “${team.name}”.`,
      });
    const dropAfter = new Date(now() + GRACE_MS);
    sink.update(teams).set({ dropAfter }).where(eq(teams.id, team.id)).run();
    recordAudit(sink, caller, {
      action: 'team.delete',
      target: { kind: 'team', id: team.id, name: team.name },
      after: { dropAfter: dropAfter.toISOString(), database: team.database },
      teamId: team.id,
    });
    return dropAfter;
  }

  async function drop({ id, name, slug, database }: Row): Promise<void> {
    dropping.add(id);
    try {
      await readers.drop(database);
      await dropDatabase(clickhouse, database, cluster);
      immediately(db, (tx) => {
        tx.delete(teams).where(eq(teams.id, id)).run();
        const target = { kind: 'team', id, name };
        recordAudit(tx, SYSTEM, { action: 'team.drop', target, before: { slug, database }, teamId: id });
      });
      log.info({ team: id, database }, 'database of a deleted team dropped');
    } finally {
      dropping.delete(id);
    }
  }

  const isDue = (team: Row): boolean =>
    stateOf(db, team) === 'unfinished' || (team.dropAfter !== null && team.dropAfter.getTime() <= now());

  return {
    preview(name, wanted) {
      const isTaken = (slug: string) => holderOf(slug) !== undefined;
      const slug = wanted.trim() === '' ? suggestSlug(name, isTaken) : wanted.trim().toLowerCase();
      const problem = slugProblem(slug) ?? takenText(slug);
      return { slug, database: databaseOfSlug(slug), ...(problem !== undefined && { problem }) };
    },

    create,

    get: (tenant) => show(find(db, tenant.teamId)),

    rename(caller, teamId, name) {
      immediately(db, (tx) => {
        const team = active(tx, teamId);
        if (team.name === name) return;
        tx.update(teams).set({ name }).where(eq(teams.id, teamId)).run();
        const target = { kind: 'team', id: teamId, name };
        const change = { before: { name: team.name }, after: { name } };
        recordAudit(tx, caller, { action: 'team.rename', target, ...change, teamId });
      });
      return show(find(db, teamId));
    },

    removeOwn: (tenant, confirm) =>
      immediately(db, (tx) => {
        refusing(refuseTeamDeletion(standingOf(tx, tenant)));
        return remove(tenant, active(tx, tenant.teamId), confirm, tx);
      }),

    remove: (person, teamId, confirm) =>
      immediately(db, (tx) => remove(person, active(tx, teamId), confirm, tx)),

    async restore(person, teamId) {
      const refuse = (team: Row) => {
        const { dropAfter } = team;
        if (stateOf(db, team) === 'unfinished') throw unfinished();
        if (dropAfter === null) throw new AppError('conflict', 'This team is not deleted.');
        if (dropping.has(teamId) || dropAfter.getTime() <= now())
          throw new AppError('conflict', 'It is too late: the data of this team is being dropped.');
      };
      const { database } = find(db, teamId);
      refuse(find(db, teamId));
      // It may have been deleted under an older version.
      await migrate({ ...storage, database });
      await readers.prepare(database);
      immediately(db, (tx) => {
        const team = find(tx, teamId);
        refuse(team);
        tx.update(teams).set({ dropAfter: null }).where(eq(teams.id, teamId)).run();
        const target = { kind: 'team', id: teamId, name: team.name };
        recordAudit(tx, person, { action: 'team.restore', target, teamId });
      });
    },

    takeOver(person, teamId) {
      const { userId, email } = person.actor;
      immediately(db, (tx) => {
        active(tx, teamId);
        const mine = and(eq(members.teamId, teamId), eq(members.userId, userId));
        const before = tx.select({ role: members.role }).from(members).where(mine).get();
        if (before?.role === 'owner') return;
        tx.insert(members)
          .values({ teamId, userId, role: 'owner' })
          .onConflictDoUpdate({
            target: [members.teamId, members.userId],
            set: { role: 'owner', providerId: null },
          })
          .run();
        recordAudit(tx, person, {
          action: before === undefined ? 'member.add' : 'member.role',
          target: { kind: 'user', id: userId, name: email },
          ...(before && { before }),
          after: { role: 'owner' },
          teamId,
        });
      });
    },

    async dropDue() {
      const due = db
        .select()
        .from(teams)
        .where(and(isNotNull(teams.dropAfter), eq(teams.isDefault, false)))
        .all()
        .filter((team) => !making.has(team.id) && !dropping.has(team.id) && isDue(team));
      for (const team of due) {
        if (team.database !== databaseOfSlug(team.slug) || isNamedElsewhere(db, team)) {
          log.error(
            { team: team.id, database: team.database },
            'a deleted team names a database not its own',
          );
          continue;
        }
        try {
          await drop(team);
        } catch (error) {
          log.warn({ err: error, database: team.database }, 'the database of a deleted team is still there');
        }
      }
    },

    isBeingMade: (teamId) => making.has(teamId),
  };
}

function isNamedElsewhere(db: Database, { id, database }: Row): boolean {
  const other = and(sql`lower(${teams.database}) = lower(${database})`, sql`${teams.id} <> ${id}`);
  return db.select({ id: teams.id }).from(teams).where(other).get() !== undefined;
}

function unfinished(): AppError {
  return new AppError('conflict', 'This team was never finished: making it broke off.', {
    hint: 'What is left of it is cleared away. Make it again after that.',
  });
}

// How long each team's telemetry is kept: what was set, setting it, and making it true in the tables.
import { eq } from 'drizzle-orm';
import type { Logger } from 'pino';
import { recordAudit } from '#app/lib/audit/record.server.ts';
import { createTeamSettings } from '#app/lib/auth/team-settings.server.ts';
import { type RetentionDays, retentionOf } from '#app/lib/auth/team-settings.ts';
import type { Tenant } from '#app/lib/auth/tenant.server.ts';
import type { ClickHouse } from '#app/lib/clickhouse/client.server.ts';
import { readDays } from '#app/lib/clickhouse/parts.server.ts';
import { applyRetention } from '#app/lib/clickhouse/retention.server.ts';
import { AppError, toAppError } from '#app/lib/core/errors.ts';
import { collapsed } from '#app/lib/core/visible-name.ts';
import type { Database } from '#app/lib/db/db.server.ts';
import { immediately } from '#app/lib/db/immediately.ts';
import { teams } from '#drizzle/schema.ts';
import { lossOf } from './loss.ts';
import type { RetentionChange, RetentionLoss } from './schema.ts';

export interface RetentionOptions {
  readonly db: Database;
  readonly clickhouse: ClickHouse;
  readonly cluster: string | undefined;
  /** Whole days, for what a team says nothing about. */
  readonly defaultDays: number;
  readonly log: Logger;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
}

export interface Retention {
  readonly defaultDays: number;
  /** What holds for a team; the default for one that is not there. */
  daysOf(teamId: string): RetentionDays;
  /** The signals that the team chose the days of. */
  ownOf(teamId: string): RetentionChange;
  /** What a change would drop at once. */
  lossOf(tenant: Tenant, change: RetentionChange): Promise<RetentionLoss>;
  /**
   * Changes it and makes it true in the tables. What the tables did not take is tried again hourly; `problem` says why.
   *
   * @throws AppError `conflict` when it drops what is stored and `confirm` is not the team's name
   */
  change(
    tenant: Tenant,
    change: RetentionChange,
    confirm?: string,
  ): Promise<{ isApplied: boolean; problem: string | null; keptDays: RetentionDays }>;
  /** Why the latest try to make it true failed; undefined when it did not. */
  problemOf(teamId: string): string | undefined;
  /** Makes it true for every team; for the start, and hourly. Throws what the first of the teams failed with, after all were tried. */
  applyAll(): Promise<void>;
}

export function createRetention(options: RetentionOptions): Retention {
  const { db, clickhouse, cluster, defaultDays, log, now = Date.now } = options;
  const settingsOf = createTeamSettings(db);
  const problems = new Map<string, string>();
  /** The tail of what is being applied, by team: two at once would drop the same day twice. */
  const applying = new Map<string, Promise<void>>();

  const daysOf = (teamId: string) => retentionOf(settingsOf(teamId), defaultDays);

  /** Applies what is set when its turn comes. */
  function apply(team: { readonly id: string; readonly database: string }): Promise<void> {
    const before = applying.get(team.id) ?? Promise.resolve();
    const turn = before
      .catch(() => undefined)
      .then(async () => {
        const days = daysOf(team.id);
        try {
          await applyRetention({ clickhouse, database: team.database, cluster, days, nowMs: now(), log });
          problems.delete(team.id);
        } catch (thrown) {
          problems.set(team.id, toAppError(thrown).message);
          throw thrown;
        }
      });
    applying.set(team.id, turn);
    return turn;
  }

  async function loss(tenant: Tenant, change: RetentionChange): Promise<RetentionLoss> {
    const after = retentionOf(
      { retentionDays: merged(settingsOf(tenant.teamId).retentionDays ?? {}, change) },
      defaultDays,
    );
    return lossOf(await readDays(clickhouse, tenant.database, cluster), after, now());
  }

  return {
    defaultDays,
    daysOf,
    ownOf: (teamId) => settingsOf(teamId).retentionDays ?? {},
    lossOf: loss,

    async change(tenant, change, confirm) {
      const { teamId, teamName } = tenant;
      const isConfirmed = confirm !== undefined && collapsed(confirm) === collapsed(teamName);
      if (!isConfirmed) refuseLoss(await loss(tenant, change), teamName);
      immediately(db, (tx) => {
        const found = tx.select({ settings: teams.settings }).from(teams).where(eq(teams.id, teamId)).get();
        if (!found) throw new AppError('not_found', 'There is no such team.');
        const before = found.settings.retentionDays ?? {};
        const after = merged(before, change);
        tx.update(teams)
          .set({ settings: { ...found.settings, retentionDays: after } })
          .where(eq(teams.id, teamId))
          .run();
        recordAudit(tx, tenant, {
          action: 'team.settings',
          target: { kind: 'team', id: teamId, name: teamName },
          before: { retentionDays: retentionOf({ retentionDays: before }, defaultDays) },
          after: { retentionDays: retentionOf({ retentionDays: after }, defaultDays) },
        });
      });
      const keptDays = daysOf(teamId);
      try {
        await apply({ id: teamId, database: tenant.database });
        return { isApplied: true, problem: null, keptDays };
      } catch (thrown) {
        log.error({ err: thrown, team: teamId }, 'the new retention could not be applied yet');
        return { isApplied: false, problem: toAppError(thrown).message, keptDays };
      }
    },

    problemOf: (teamId) => problems.get(teamId),

    async applyAll() {
      const all = db.select({ id: teams.id, database: teams.database }).from(teams).all();
      const failures: unknown[] = [];
      for (const team of all) await apply(team).catch((thrown: unknown) => failures.push(thrown));
      if (failures.length > 0) throw failures[0];
    },
  };
}

/** Null is "as the installation has it", which is not kept; what is not named stays. */
function merged(before: RetentionChange, change: RetentionChange) {
  const after = Object.entries({ ...before, ...withoutUndefined(change) });
  return Object.fromEntries(after.filter(([, days]) => days !== null)) as Record<string, number>;
}

function withoutUndefined(change: RetentionChange) {
  return Object.fromEntries(Object.entries(change).filter(([, days]) => days !== undefined));
}

function refuseLoss({ rows, signals }: RetentionLoss, teamName: string): void {
  if (signals.length === 0) return;
  const what = signals.map((one) => `${one.days} days of ${one.signal}`).join(', ');
  throw new AppError(
    'conflict',
    `This drops ${what} at once, ${rows} records, and nothing brings them back.`,
    {
      hint: `Confirm it with the name of the team, "${teamName}".`,
    },
  );
}

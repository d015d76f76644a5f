// The limits of a team: what is set, what holds, what is used of it now; and their change.
import { eq } from 'drizzle-orm';
import { recordAudit } from '#app/lib/audit/record.server.ts';
import type { TeamSettingsReader } from '#app/lib/auth/team-settings.server.ts';
import type { IngestQuota, QueryQuota, TeamSettings } from '#app/lib/auth/team-settings.ts';
import type { Tenant } from '#app/lib/auth/tenant.server.ts';
import { installationLimits, queryLimits } from '#app/lib/clickhouse/limits.server.ts';
import {
  LIMITED_ROLES,
  type LimitedRole,
  type LimitsConfig,
  type QueryLimits,
} from '#app/lib/clickhouse/limits.ts';
import type { QueryPlaces } from '#app/lib/clickhouse/query-places.ts';
import { AppError } from '#app/lib/core/errors.ts';
import type { Database } from '#app/lib/db/db.server.ts';
import { immediately } from '#app/lib/db/immediately.ts';
import { teams } from '#drizzle/schema.ts';
import type { IngestDays } from './ingest-days.server.ts';
import type { IngestQuotas } from './ingest-quotas.server.ts';
import {
  atMost,
  type LimitsChange,
  NEAR_SHARE,
  QUOTA_NAMES,
  type QuotaName,
  type QuotaState,
  type TeamLimits,
} from './schema.ts';

const DAY_MS = 86_400_000;

export interface TeamLimitsServices {
  readonly db: Database;
  readonly settings: TeamSettingsReader;
  readonly ingestQuotas: Pick<IngestQuotas, 'usedBy'>;
  readonly ingestDays: IngestDays;
  readonly places: QueryPlaces;
  /** The installation's. */
  readonly queryLimits: LimitsConfig;
}

export interface TeamLimitsService {
  read(tenant: Tenant): TeamLimits;
  /**
   * Changes them, and writes it into the audit log. Throws AppErrors `forbidden` for who may not, and `bad_request` for what is
   * above the installation's limits.
   */
  change(tenant: Tenant, change: LimitsChange): TeamLimits;
}

export function createTeamLimits(services: TeamLimitsServices): TeamLimitsService {
  const { db, settings, ingestQuotas, ingestDays, places } = services;

  function read(tenant: Tenant): TeamLimits {
    const { ingest = {}, query = {} } = settings.of(tenant.teamId);
    const use = ingestQuotas.usedBy(tenant.teamId);
    const quotas = byName((name) => stateOf(ingest[name], use[name]));
    return {
      ingest: {
        quotas,
        refusedToday: ingestDays.todays(tenant.teamId).refused,
        dayEndsAt: new Date((ingestDays.today() + 1) * DAY_MS).toISOString(),
      },
      query: {
        roles: byRole((role) => ({
          team: query[role] ?? {},
          installation: asQuota(installationLimits(services.queryLimits, role)),
          effective: asQuota(queryLimits(services.queryLimits, role, query[role])),
          ...places.countsOf(tenant.teamId, role),
        })),
        placesOfTeam: places.perTeam,
        places: places.total,
      },
      warnings: QUOTA_NAMES.flatMap((name) => warningOf(name, quotas[name])),
      mayChange: {
        ingest: isInstanceAdmin(tenant),
        query: tenant.scopes.has('admin'),
        queryOfOwners: isOwner(tenant),
      },
    };
  }

  return {
    read,

    change(tenant, change) {
      if (!tenant.scopes.has('admin'))
        throw new AppError('forbidden', 'Only admins of the team may change its limits.');
      if (change.ingest && !isInstanceAdmin(tenant)) {
        throw new AppError(
          'forbidden',
          'Only administrators of this installation may change what a team may send.',
          {
            hint: 'These quotas protect the installation. Ask one of them.',
          },
        );
      }
      if (change.query?.owner && !isOwner(tenant))
        throw new AppError('forbidden', 'Only owners of the team may change what their queries may use.');
      refuseAboveInstallation(change, services.queryLimits);
      immediately(db, (tx) => {
        const before = tx.select().from(teams).where(eq(teams.id, tenant.teamId)).get()?.settings;
        if (before === undefined) throw new AppError('not_found', 'This team is not there any more.');
        const after = changed(before, change);
        const was = partOf(before, change);
        const is = partOf(after, change);
        if (JSON.stringify(was) === JSON.stringify(is)) return;
        tx.update(teams).set({ settings: after }).where(eq(teams.id, tenant.teamId)).run();
        recordAudit(tx, tenant, {
          action: 'team.settings',
          target: { kind: 'team', id: tenant.teamId, name: tenant.teamName },
          before: was,
          after: is,
        });
      });
      settings.forget(tenant.teamId);
      return read(tenant);
    },
  };
}

/** Keys never are: they belong to a team. */
function isInstanceAdmin({ actor, scopes }: Tenant): boolean {
  return actor.kind === 'user' && actor.isInstanceAdmin && scopes.has('admin');
}

/** Whoever administrates the installation acts as an owner in the teams that they are in. */
function isOwner(tenant: Tenant): boolean {
  return tenant.role === 'owner' || isInstanceAdmin(tenant);
}

function changed(before: TeamSettings, change: LimitsChange): TeamSettings {
  return {
    ...before,
    ...(change.ingest && { ingest: change.ingest }),
    ...(change.query && { query: { ...before.query, ...change.query } }),
  };
}

/** What of the settings the change is about. */
function partOf({ ingest, query }: TeamSettings, change: LimitsChange): LimitsChange {
  const roles = Object.keys(change.query ?? {}) as LimitedRole[];
  return {
    ...(change.ingest && { ingest: sorted(ingest ?? {}) }),
    ...(change.query && {
      query: Object.fromEntries(roles.map((role) => [role, sorted(query?.[role] ?? {})])),
    }),
  };
}

/** In one order, without what is not set: so that equal ones are the same text. */
function sorted<Part extends IngestQuota | QueryQuota>(part: Part): Part {
  const entries = Object.entries(part).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries.sort(([a], [b]) => a.localeCompare(b))) as Part;
}

const QUERY_FIELDS = ['seconds', 'rows', 'memoryBytes', 'concurrent'] as const;

function refuseAboveInstallation({ query = {} }: LimitsChange, config: LimitsConfig): void {
  for (const [role, wanted] of Object.entries(query) as [LimitedRole, QueryQuota][]) {
    const most = asQuota(installationLimits(config, role));
    for (const field of QUERY_FIELDS) {
      const limit = most[field];
      const value = wanted[field];
      if (limit !== undefined && value !== undefined && value > limit)
        throw new AppError('bad_request', `${role}: ${field} may be at most ${limit}.`, {
          hint: 'The installation allows no more (MAPLE_QUERY_* and MAPLE_QUERY_LIMITS).',
        });
    }
  }
}

function asQuota(limits: QueryLimits): QueryQuota {
  const { maxSeconds, maxRows, maxMemoryBytes, maxConcurrent } = limits;
  return {
    ...(maxSeconds > 0 && { seconds: maxSeconds }),
    ...(maxRows > 0 && { rows: maxRows }),
    ...(maxMemoryBytes > 0 && { memoryBytes: maxMemoryBytes }),
    ...(maxConcurrent > 0 && { concurrent: maxConcurrent }),
  };
}

function stateOf(
  limit: number | undefined,
  { used, isRefusing }: ReturnType<IngestQuotas['usedBy']>[QuotaName],
): QuotaState {
  if (limit === undefined) return { used, state: 'none' };
  if (isRefusing || used >= limit) return { limit, used, state: 'reached' };
  return { limit, used, state: used >= limit * NEAR_SHARE ? 'near' : 'fine' };
}

function warningOf(name: QuotaName, { limit, used, state }: QuotaState): string[] {
  if (limit === undefined || (state !== 'near' && state !== 'reached')) return [];
  const may = `The team may send ${atMost(name, limit)}`;
  return state === 'reached'
    ? [`${may}, and has reached that: what is beyond it is refused, and senders try again later.`]
    : [`${may}, and ${Math.floor((used / limit) * 100)} % of that is used.`];
}

function byName<Value>(make: (name: QuotaName) => Value): Record<QuotaName, Value> {
  return Object.fromEntries(QUOTA_NAMES.map((name) => [name, make(name)])) as Record<QuotaName, Value>;
}

function byRole<Value>(make: (role: LimitedRole) => Value): Record<LimitedRole, Value> {
  return Object.fromEntries(LIMITED_ROLES.map((role) => [role, make(role)])) as Record<LimitedRole, Value>;
}

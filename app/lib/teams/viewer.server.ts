// Finds out who looks at the screen.
import type { Setup } from '#app/lib/auth/setup.server.ts';
import type { Person, Tenant, Tenants } from '#app/lib/auth/tenant.server.ts';
import type { ClickHouse } from '#app/lib/clickhouse/client.server.ts';
import type { Config } from '#app/lib/config.server.ts';
import { AppError, toAppError } from '#app/lib/core/errors.ts';
import { anyDataQuery } from '#app/lib/telemetry/any-data.ts';
import type { Viewer } from './schema.ts';

interface ViewerSources {
  readonly config: Pick<Config, 'url' | 'isLoopback'>;
  readonly setup: Setup;
  readonly tenants: Tenants;
  readonly clickhouse: ClickHouse;
  readonly ports: { readonly otlpHttp: number; readonly otlpGrpc: number };
  readonly version: string;
}

/** The default team keeps the slug that it began with. */
const DEFAULT_SLUG = 'default';

/** Ids of teams known to have data; the question is asked by every page, and the answer turns only once. */
const filled = new Set<string>();

/** The state of set-up and session for a page's request. Throws only what is not about credentials. */
export async function viewer(sources: ViewerSources, request: Request): Promise<Viewer> {
  const { config, setup, tenants, ports, version } = sources;
  if (!setup.isSetUp()) return { state: 'setup', needsToken: setup.requiresToken };
  const person = await personOf(tenants, request);
  if (person === undefined) return { state: 'signedOut' };
  const { userId, name, email, isInstanceAdmin } = person.actor;
  const teams = tenants.teamsOf(person);
  const tenant = await tenantOf(tenants, request);
  if (tenant instanceof AppError) {
    const user = { name, email, isInstanceAdmin };
    const administrator = isInstanceAdmin
      ? await orNobody(() => orSecondFactor(tenants.instanceAdminOf(request)))
      : undefined;
    const isForAdministrators = administrator instanceof AppError;
    return { state: 'secondFactor', user, teams, reason: tenant.message, isForAdministrators };
  }
  const team = teams.find(({ id }) => id === tenant?.teamId);
  if (tenant === undefined || team === undefined)
    return { state: 'outside', user: { name, email, isInstanceAdmin }, teams };
  const { hostname } = new URL(config.url);
  return {
    state: 'signedIn',
    user: { id: userId, name, email, isInstanceAdmin },
    team,
    teams,
    hasData: await hasData(sources.clickhouse, tenant),
    otlp: {
      http: `http://${hostname}:${ports.otlpHttp}`,
      grpc: `http://${hostname}:${ports.otlpGrpc}`,
      // Without a key, telemetry goes to the default team.
      needsKey: !config.isLoopback || team.slug !== DEFAULT_SLUG,
    },
    version,
  };
}

/** Whoever has a session; the key of a program shows nobody. */
function personOf(tenants: Tenants, request: Request): Promise<Person | undefined> {
  return orNobody(() => tenants.personOf(request));
}

/** The AppError is the one that asks for a second factor. */
function tenantOf(tenants: Tenants, request: Request): Promise<Tenant | AppError | undefined> {
  return orNobody(() => orSecondFactor(tenants.fromRequest(request, 'read')));
}

async function orSecondFactor<Found>(found: Promise<Found>): Promise<Found | AppError> {
  try {
    return await found;
  } catch (thrown) {
    if (thrown instanceof AppError && thrown.code === 'second_factor_required') return thrown;
    throw thrown;
  }
}

async function orNobody<Found>(find: () => Promise<Found>): Promise<Found | undefined> {
  try {
    return await find();
  } catch (thrown) {
    const { code } = toAppError(thrown);
    if (code === 'unauthorized' || code === 'forbidden') return undefined;
    throw thrown;
  }
}

async function hasData(clickhouse: ClickHouse, { teamId, database }: Tenant): Promise<boolean> {
  if (filled.has(teamId)) return true;
  try {
    const { rows } = await clickhouse.query(anyDataQuery(database));
    if (rows.length > 0) filled.add(teamId);
    return rows.length > 0;
  } catch (thrown) {
    const { code } = toAppError(thrown);
    if (code !== 'unavailable' && code !== 'timeout') throw thrown;
    // The engine may be restarting. The screens say so themselves; the first-run page would be a lie.
    return true;
  }
}

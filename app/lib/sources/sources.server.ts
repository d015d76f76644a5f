// A team's sources: the built-in ones and those that its admins made, opened for reading by id or name.
import type { Logger } from 'pino';
import type { Sealer } from '#app/lib/auth/seal.server.ts';
import type { Tenant } from '#app/lib/auth/tenant.server.ts';
import type { ClickHouse } from '#app/lib/clickhouse/client.server.ts';
import type { OpenSource, SourceOpener } from '#app/lib/clickhouse/open-source.ts';
import { closestWord } from '#app/lib/core/closest-word.ts';
import { AppError } from '#app/lib/core/errors.ts';
import type { Database } from '#app/lib/db/db.server.ts';
import { createAddressPolicy } from '#app/lib/net/safe-address.ts';
import type { Resolver } from '#app/lib/net/safe-agent.server.ts';
import type { Source } from '#app/lib/telemetry/source.ts';
import { builtInDefinitions, builtInSource } from './builtin.ts';
import { checkSource } from './check-source.server.ts';
import { createConnectionStore } from './connection-store.server.ts';
import { type Connections, createConnections, type Reached } from './connections.server.ts';
import { detectSource } from './detect.ts';
import { createFreshCache } from './fresh-cache.ts';
import { type AttributeKeys, NO_KEYS } from './keys.server.ts';
import { openBuiltIn, openCustom } from './open.server.ts';
import type {
  DetectRequest,
  DetectResponse,
  FieldProblems,
  SourceCheck,
  SourceDefinition,
  SourceInput,
  TablesRequest,
  TablesResponse,
} from './schema.ts';
import { createSourceStore } from './source-store.server.ts';
import { readTable } from './table.server.ts';
import { listDatabases, listTables } from './tables.server.ts';

interface SourcesOptions {
  readonly db: Database;
  /** What reads a team's database on Maple's own ClickHouse. */
  readonly readerOf: (database: string) => ClickHouse;
  readonly sealer: Sealer;
  /** Hosts, addresses and networks that are not public but may be connected to. */
  readonly allowedHosts: readonly string[];
  /** Where the embedded engine listens on this machine: connections do not get there. */
  readonly enginePort?: number | undefined;
  readonly log: Logger;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
  readonly resolver?: Resolver;
}

/** A source that was saved, or why it was not. */
export type SavedSource =
  | { readonly source: SourceDefinition; readonly problems?: undefined }
  | { readonly source?: undefined; readonly problems: FieldProblems };

/**
 * All but `open` and the lists is for admins; who calls sees to that. A tenant that may read some sources only finds the
 * others neither here nor by `open`, which throws `forbidden` for them as for those that are not there.
 */
export interface Sources extends SourceOpener {
  readonly connections: Connections;
  /** The built-in sources, then the team's own by name. */
  list(tenant: Tenant): SourceDefinition[];
  /** By id or name. Throws `not_found` with the closest name as a hint. */
  get(tenant: Tenant, idOrName: string): SourceDefinition;
  /** Whether the tenant may read a source, by its id or name; one that is not there only without a restriction. */
  mayRead(tenant: Tenant, idOrName: string): boolean;
  /**
   * The tables that SQL may name in the place of a source, or of the team's own database without one; undefined: all of it.
   * Those of a source with a filter are left out, since SQL reads whole tables.
   */
  tablesOf(tenant: Tenant, idOrName: string | undefined): readonly string[] | undefined;
  /** Throws `bad_request` when one of the ids is not a source of the team. */
  checkIds(tenant: Tenant, ids: readonly string[]): void;
  /** Tries a source without saving it; with an `id`, as the new text of that one. */
  test(tenant: Tenant, input: SourceInput, id?: string): Promise<SourceCheck>;
  /** Saves what passes the test; with an `id`, in place of that source. Throws `not_found`, `forbidden` for a built-in one. */
  save(tenant: Tenant, input: SourceInput, id?: string): Promise<SavedSource>;
  /** Throws `not_found`, and `forbidden` for a built-in source. */
  remove(tenant: Tenant, id: string): void;
  /** A source as its table's columns suggest it. Throws `not_found` for a table that is not there. */
  detect(tenant: Tenant, request: DetectRequest): Promise<DetectResponse>;
  /** The tables that a source could be made of. */
  tables(tenant: Tenant, request: TablesRequest): Promise<TablesResponse>;
  close(): Promise<void>;
}

const MAX_AGE_MS = 30_000;
/** Attribute keys only help to write a search: older ones do while newer ones are looked for. */
const OLDEST_KEYS_MS = 3_600_000;
const MOST_REMEMBERED = 1_000;

/** The sources of every team. */
export function createSources(options: SourcesOptions): Sources {
  const { db, readerOf, sealer, allowedHosts, enginePort, log, now = Date.now, resolver } = options;
  const store = createSourceStore(db);
  const connections = createConnections({
    audit: db,
    store: createConnectionStore(db),
    sources: store,
    sealer,
    reach: { policy: createAddressPolicy(allowedHosts), enginePort, ...(resolver && { resolver }) },
  });
  const opened = createFreshCache<Source>({ maxAgeMs: MAX_AGE_MS, maxEntries: MOST_REMEMBERED, now });

  const keys = createFreshCache<AttributeKeys>({
    maxAgeMs: OLDEST_KEYS_MS,
    renewAfterMs: MAX_AGE_MS / 2,
    maxEntries: MOST_REMEMBERED,
    now,
  });

  /** What is remembered under the key of a source. A rollup that is away must not stand in the way of the rows. */
  function keysOf(key: string): (load: () => Promise<AttributeKeys>) => Promise<AttributeKeys> {
    return (load) =>
      keys.get(key, load).catch((error: unknown) => {
        log.debug({ err: error, source: key }, 'attribute keys could not be read');
        return NO_KEYS;
      });
  }

  /** On Maple's own ClickHouse a team is in its own database, whatever else was asked for. */
  function serverOf(tenant: Tenant, where: Pick<SourceInput, 'connectionId' | 'database'>): Reached {
    const { database } = tenant;
    if (where.connectionId === null) return { clickhouse: readerOf(database), database, changedAt: 0 };
    const reached = connections.reach(tenant, where.connectionId);
    return { ...reached, database: where.database ?? reached.database };
  }

  /** As `serverOf`, for what somebody asks now. Throws `bad_request` for a database that it would not be read from. */
  function askedServer(tenant: Tenant, where: Pick<SourceInput, 'connectionId' | 'database'>): Reached {
    const problem = databaseProblem(tenant, where);
    if (problem) throw new AppError('bad_request', problem.message, { hint: problem.hint });
    return serverOf(tenant, where);
  }

  function forget(tenant: Tenant, id: string): void {
    opened.drop(prefixOf(tenant, id));
    keys.drop(prefixOf(tenant, id));
  }

  function findOwn(tenant: Tenant, id: string): SourceDefinition {
    const builtIn = builtInSource(id);
    if (builtIn) throw new AppError('forbidden', `The source "${builtIn.name}" is built in.`);
    const found = store.find(tenant, id);
    if (found === undefined) throw unknownSource(tenant, id);
    return found.definition;
  }

  function unknownSource(tenant: Tenant, wanted: string): AppError {
    if (tenant.allowedSources) return sourceNotAllowed(list(tenant));
    // Of a built-in source id and name differ in their case only.
    const names = list(tenant).map(({ id, name, isBuiltIn }) => (isBuiltIn ? id : name));
    const closest = closestWord(wanted, names);
    return new AppError('not_found', `There is no source "${wanted.slice(0, 100)}".`, {
      hint: closest ? `Did you mean ${closest}?` : `There are ${names.slice(0, 20).join(', ')}.`,
    });
  }

  function list(tenant: Tenant): SourceDefinition[] {
    const all = [...builtInDefinitions, ...store.list(tenant).map(({ definition }) => definition)];
    const { allowedSources } = tenant;
    return allowedSources ? all.filter(({ id }) => allowedSources.has(id)) : all;
  }

  function refuseNotAllowed(tenant: Tenant, id: string): void {
    if (tenant.allowedSources?.has(id) === false) throw sourceNotAllowed(list(tenant));
  }

  function get(tenant: Tenant, idOrName: string): SourceDefinition {
    const builtIn = builtInDefinitions.find(({ id }) => id === idOrName);
    const found = builtIn ?? store.find(tenant, idOrName)?.definition;
    if (found === undefined) throw unknownSource(tenant, idOrName);
    refuseNotAllowed(tenant, found.id);
    return found;
  }

  async function open(tenant: Tenant, wanted: string): Promise<OpenSource> {
    const builtIn = builtInSource(wanted);
    if (builtIn) {
      refuseNotAllowed(tenant, builtIn.id);
      const { database } = tenant;
      const clickhouse = readerOf(database);
      const key = `${database} ${builtIn.id}`;
      const load = () => openBuiltIn(builtIn, { clickhouse, database, keysOf: keysOf(key) });
      return { ...(await remembered(key, load)), clickhouse, defaultColumns: builtIn.defaultColumns };
    }
    const found = store.find(tenant, wanted);
    if (found === undefined) throw unknownSource(tenant, wanted);
    const { definition, changedAt } = found;
    refuseNotAllowed(tenant, definition.id);
    const server = serverOf(tenant, definition);
    // A change of the source or its connection is a key of its own, so what was remembered before is never read again.
    const key = `${prefixOf(tenant, definition.id)}${changedAt} ${server.changedAt} ${server.database}`;
    const load = () => openCustom(definition, { ...server, keysOf: keysOf(key) });
    const { clickhouse: at } = server;
    return { ...(await remembered(key, load)), clickhouse: at, defaultColumns: definition.defaultColumns };
  }

  async function remembered(
    key: string,
    load: () => Promise<Source>,
  ): Promise<Pick<OpenSource, 'source' | 'forget'>> {
    const loading = opened.get(key, load);
    return { source: await loading, forget: () => opened.dropValue(key, loading) };
  }

  async function test(tenant: Tenant, input: SourceInput, id?: string): Promise<SourceCheck> {
    if (id !== undefined) findOwn(tenant, id);
    const problems: FieldProblems = {};
    const named = builtInSource(input.name) ?? store.find(tenant, input.name)?.definition;
    if (named !== undefined && named.id !== id)
      problems.name = { message: `There is already a source named "${input.name}".` };
    const elsewhere = databaseProblem(tenant, input);
    if (elsewhere) return { problems: { ...problems, database: elsewhere }, types: {}, sample: null };
    const { clickhouse, database } = serverOf(tenant, input);
    const found = await checkSource(clickhouse, database, input);
    return { ...found, problems: { ...problems, ...found.problems } };
  }

  return {
    connections,
    open,
    list,
    test,

    get,

    mayRead(tenant, idOrName) {
      if (tenant.allowedSources === undefined) return true;
      const found = builtInSource(idOrName) ?? store.find(tenant, idOrName)?.definition;
      return found !== undefined && tenant.allowedSources.has(found.id);
    },

    tablesOf(tenant, idOrName) {
      if (tenant.allowedSources === undefined) return undefined;
      const placeOf = ({ connectionId, database }: SourceDefinition) =>
        connectionId === null ? '' : `${connectionId} ${database ?? ''}`;
      const place =
        idOrName === undefined ? '' : placeOf(get(tenant, builtInSource(idOrName)?.id ?? idOrName));
      return list(tenant)
        .filter((source) => placeOf(source) === place && source.expressions.filter === '')
        .map(({ table }) => table);
    },

    checkIds(tenant, ids) {
      const known = new Set(list(tenant).map(({ id }) => id));
      const wrong = ids.find((id) => !known.has(id));
      if (wrong === undefined) return;
      throw new AppError('bad_request', `There is no source with the id "${wrong.slice(0, 100)}".`, {
        hint: 'Ids are in GET /api/v1/sources.',
      });
    },

    async save(tenant, input, id) {
      const { problems } = await test(tenant, input, id);
      if (Object.keys(problems).length > 0) return { problems };
      const { database, ...others } = input;
      const kept = input.connectionId === null ? others : input;
      if (id === undefined) return { source: store.create(tenant, kept) };
      const source = store.update(tenant, findOwn(tenant, id).id, kept);
      forget(tenant, source.id);
      return { source };
    },

    remove(tenant, id) {
      const found = findOwn(tenant, id);
      store.remove(tenant, found.id);
      forget(tenant, found.id);
    },

    async detect(tenant, request) {
      const { clickhouse, database } = askedServer(tenant, request);
      const info = await readTable(clickhouse, database, request.table);
      if (info === undefined)
        throw new AppError(
          'not_found',
          `There is no table "${request.table}" in the database "${database}", or it may not be read.`,
        );
      const source = { ...detectSource(info), connectionId: request.connectionId };
      return {
        source: request.connectionId === null ? source : { ...source, database },
        columns: info.columns.map(({ name, type }) => ({ name, type })),
      };
    },

    async tables(tenant, request) {
      const { clickhouse, database } = askedServer(tenant, request);
      const [tables, databases] = await Promise.all([
        listTables(clickhouse, database),
        request.connectionId === null ? [database] : listDatabases(clickhouse),
      ]);
      return { database, databases, tables };
    },

    close: () => connections.close(),
  };
}

/** The same for a database that is there and one that is not: whose it is nobody else need know. */
function databaseProblem(
  tenant: Tenant,
  { connectionId, database }: Pick<SourceInput, 'connectionId' | 'database'>,
) {
  if (connectionId !== null || database === undefined || database === tenant.database) return undefined;
  return {
    message: `On Maple's own ClickHouse your team reads its own database only, ${tenant.database}.`,
    hint: 'Leave the database out, or make a connection to the server that it is on.',
  };
}

/** The same for a source that is there and one that is not: who may not read it need not know. */
function sourceNotAllowed(allowed: readonly SourceDefinition[]): AppError {
  const names = allowed.map(({ id, name, isBuiltIn }) => (isBuiltIn ? id : name));
  return new AppError('forbidden', 'This key may not read that source.', {
    hint: names.length > 0 ? `It may read ${names.slice(0, 20).join(', ')}.` : 'Its sources were deleted.',
  });
}

/** Where what is remembered of a source is filed. */
function prefixOf(tenant: Tenant, id: string): string {
  return `${tenant.teamId} ${id} `;
}

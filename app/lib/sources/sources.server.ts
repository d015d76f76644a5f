// A team's sources: the built-in ones and those that its admins made, opened for reading by id or name.
import type { Logger } from 'pino';
import type { Tenant } from '#app/lib/auth/tenant.server.ts';
import type { ClickHouse } from '#app/lib/clickhouse/client.server.ts';
import type { OpenSource, SourceOpener } from '#app/lib/clickhouse/open-source.ts';
import { closestWord } from '#app/lib/core/closest-word.ts';
import { AppError } from '#app/lib/core/errors.ts';
import type { Database } from '#app/lib/db/db.server.ts';
import type { Source } from '#app/lib/telemetry/source.ts';
import { builtInSource, builtInSources } from './builtin.ts';
import { createFreshCache } from './fresh-cache.ts';
import { openBuiltIn } from './open.server.ts';
import type { SourceDefinition } from './schema.ts';
import { createSourceStore } from './source-store.server.ts';

export interface SourcesOptions {
  readonly db: Database;
  /** Maple's own. */
  readonly clickhouse: ClickHouse;
  readonly log: Logger;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
}

export interface Sources extends SourceOpener {
  /** The built-in sources, then the team's own by name. */
  list(tenant: Tenant): SourceDefinition[];
}

const MAX_AGE_MS = 30_000;
const MOST_REMEMBERED = 1_000;

/** The sources of every team. */
export function createSources(options: SourcesOptions): Sources {
  const { db, clickhouse, log, now = Date.now } = options;
  const store = createSourceStore(db);
  const opened = createFreshCache<Source>({ maxAgeMs: MAX_AGE_MS, maxEntries: MOST_REMEMBERED, now });

  async function open(tenant: Tenant, wanted: string): Promise<OpenSource> {
    const builtIn = builtInSource(wanted);
    if (builtIn === undefined) throw unknownSource(wanted);
    const { database } = tenant;
    const source = await opened.get(`${database} ${builtIn.id}`, () =>
      openBuiltIn(builtIn, { clickhouse, database, log }),
    );
    return { source, clickhouse, defaultColumns: builtIn.defaultColumns };
  }

  return {
    open,
    list: (tenant) => [...builtInSources, ...store.list(tenant).map(({ definition }) => definition)],
  };
}

function unknownSource(wanted: string): AppError {
  const names = builtInSources.flatMap(({ id, name }) => [id, name]);
  const closest = closestWord(wanted, names);
  return new AppError('not_found', `There is no source "${wanted.slice(0, 100)}".`, {
    hint: closest ? `Did you mean ${closest}?` : `There are ${names.join(', ')}.`,
  });
}

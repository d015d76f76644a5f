// A source made ready for reading: what it is, and the server that has its table.
import type { Tenant } from '#app/lib/auth/tenant.server.ts';
import type { Source } from '#app/lib/telemetry/source.ts';
import type { ClickHouse } from './client.server.ts';

export interface OpenSource {
  readonly source: Source;
  /** Reaches the server of the source's connection. */
  readonly clickhouse: ClickHouse;
  /** Fields that the list shows when the viewer has chosen none. */
  readonly defaultColumns: readonly string[];
}

/** Finds a team's sources. */
export interface SourceOpener {
  /**
   * The source by its id (`logs` and `traces` are built in) or else its name. Columns, indexes and attribute keys are at
   * most half a minute old. Throws AppErrors: `not_found` for an unknown source (the hint names the closest) and for one
   * whose table is gone, `unavailable` when its server does not answer.
   */
  open(tenant: Tenant, source: string): Promise<OpenSource>;
}

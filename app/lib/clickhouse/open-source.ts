// A source made ready for reading: what it is, the server that has its table, and what to do when the table has changed.
import type { Tenant } from '#app/lib/auth/tenant.server.ts';
import type { Source } from '#app/lib/telemetry/source.ts';
import type { ClickHouse } from './client.server.ts';
import { clickHouseCode } from './error-code.ts';

export interface OpenSource {
  readonly source: Source;
  /** Reaches the server of the source's connection. */
  readonly clickhouse: ClickHouse;
  /** Fields that the list shows when the viewer has chosen none. */
  readonly defaultColumns: readonly string[];
  /** What is remembered of the source is out of date: whoever opens it next gets it as it is then. */
  forget(): void;
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

/**
 * Codes of system.errors that a statement of ours gets only when the table is not what it was when the source was opened:
 * it is gone (60, 81), a column is (10, 16, 47), or a column has another type (43, 53, 70, 386).
 */
const CHANGED = new Set(['10', '16', '43', '47', '53', '60', '70', '81', '386']);

/**
 * Whether an error looks as if the table had changed under the source. One that points into somebody's SQL is about that,
 * unless the table is not there at all.
 */
export function isTableChanged(error: unknown): boolean {
  const code = clickHouseCode(error) ?? '';
  const isOfText = error instanceof Error && 'position' in error && error.position !== undefined;
  return isOfText ? code === '60' || code === '81' : CHANGED.has(code);
}

/**
 * Opens a source and uses it. When its table turns out to have changed, the source is opened anew, which says what is wrong
 * in words of the source and its fields, and used once more. Throws the AppErrors of `open` and of `use`.
 */
export async function withSource<Answer>(
  sources: SourceOpener,
  tenant: Tenant,
  name: string,
  use: (opened: OpenSource) => Promise<Answer>,
): Promise<Answer> {
  const opened = await sources.open(tenant, name);
  try {
    return await use(opened);
  } catch (error) {
    if (!isTableChanged(error)) throw error;
  }
  opened.forget();
  return use(await sources.open(tenant, name));
}

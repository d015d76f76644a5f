// The true state of what is stored, put together from what the engine says of its parts and tables. Pure.
import { RETAINED_SIGNALS, type RetainedSignal, type RetentionDays } from '#app/lib/auth/team-settings.ts';
import { daysOfTable, EXPIRING_TABLES, type ExpiringTable } from '#app/lib/clickhouse/expiring-tables.ts';
import { expireDays } from '#app/lib/clickhouse/migrations-render.ts';
import type { TableDay } from '#app/lib/clickhouse/parts.server.ts';
import { dropAtMs } from './loss.ts';
import type { RetentionChange, RetentionState, SignalState, TableState } from './schema.ts';

interface Stored {
  readonly days: readonly TableDay[];
  /** The TTL of each table in whole days; null: none that is known. */
  readonly ttls: ReadonlyMap<string, number | null>;
}

interface Kept {
  readonly days: RetentionDays;
  /** What the team chose itself. */
  readonly own: RetentionChange;
}

const KNOWN: ReadonlySet<string> = new Set(EXPIRING_TABLES.map(({ name }) => name));

/** Every signal with its tables. */
export function signalStates(stored: Stored, kept: Kept): SignalState[] {
  const byTable = Map.groupBy(stored.days, ({ table }) => table);
  return RETAINED_SIGNALS.map((signal) => {
    const known = EXPIRING_TABLES.filter((table) => table.signal === signal);
    const tables = known.map((table) =>
      tableState(table, byTable.get(table.name) ?? [], stored.ttls.get(table.name) ?? null),
    );
    const records = tables.filter(({ kind }) => kind === 'records');
    return {
      signal,
      keptDays: kept.days[signal],
      isOwn: typeof kept.own[signal] === 'number',
      isApplied: known.every(
        (table, index) => (tables[index]?.ttlDays ?? undefined) === daysOfTable(table, kept.days),
      ),
      rows: total(records, 'rows'),
      bytes: total(tables, 'bytes'),
      uncompressedBytes: total(tables, 'uncompressedBytes'),
      oldest: least(records.map(({ oldest }) => oldest)),
      newest: greatest(records.map(({ newest }) => newest)),
      days: new Set(known.flatMap(({ name }) => (byTable.get(name) ?? []).map(({ day }) => day))).size,
      nextDrop: nextOfSignal(signal, tables),
      tables,
    };
  });
}

/** What else is in the team's database: its own tables, which stay until somebody drops them. Maple's notes are not counted. */
export function otherTables({ days, ttls }: Stored): RetentionState['others'] {
  const isOther = (name: string) =>
    !KNOWN.has(name) && !name.startsWith('maple_schema') && !name.startsWith('.inner');
  const rows = days.filter(({ table }) => isOther(table));
  return {
    tables: [...ttls.keys()].filter(isOther).length,
    rows: total(rows, 'rows'),
    bytes: total(rows, 'bytes'),
  };
}

function tableState(
  { name, kind }: ExpiringTable,
  days: readonly TableDay[],
  ttl: number | null,
): TableState {
  const oldest = least(days.map(({ day, fromMs }) => timeOf(day, fromMs)));
  const newest = greatest(days.map(({ day, toMs }) => timeOf(day, toMs)));
  // A TTL counts from the start of a day, and holds for all of it.
  const ttlDays = ttl === null ? null : ttl - expireDays(0);
  return {
    name,
    kind,
    rows: total(days, 'rows'),
    bytes: total(days, 'bytes'),
    uncompressedBytes: total(days, 'uncompressedBytes'),
    oldest,
    newest,
    days: days.length,
    parts: total(days, 'parts'),
    ttlDays,
    nextDrop: ttlDays === null ? null : nextDrop(days, ttlDays),
  };
}

/** The oldest day of a table is the next to go. */
function nextDrop(days: readonly TableDay[], keptDays: number): TableState['nextDrop'] {
  const day = least(days.map((one) => one.day));
  if (day === null) return null;
  const at = dropAtMs(day, keptDays);
  if (!Number.isFinite(at)) return null;
  const gone = days.filter((one) => one.day === day);
  return {
    day,
    at: new Date(at).toISOString(),
    rows: total(gone, 'rows'),
    bytes: total(gone, 'bytes'),
  };
}

/** What goes first of a signal: of all of its tables that lose something then. Rows are those of records. */
function nextOfSignal(signal: RetainedSignal, tables: readonly TableState[]): SignalState['nextDrop'] {
  const drops = tables.flatMap(({ nextDrop: drop, kind, name }) =>
    drop === null || isShared(name, signal) ? [] : [{ ...drop, kind }],
  );
  const at = least(drops.map((drop) => drop.at));
  const first = drops.filter((drop) => drop.at === at);
  const day = least(first.map((drop) => drop.day));
  if (at === null || day === null) return null;
  return {
    at,
    day,
    rows: total(
      first.filter(({ kind }) => kind === 'records'),
      'rows',
    ),
    bytes: total(first, 'bytes'),
  };
}

/** Whether a table follows other signals, too. */
function isShared(name: string, signal: RetainedSignal): boolean {
  const signals = EXPIRING_TABLES.find((table) => table.name === name)?.signals ?? [];
  return signals.some((one) => one !== signal);
}

/** RFC 3339, or the day where that is all that is known. */
function timeOf(day: string, ms: number | undefined): string {
  return ms === undefined ? day : new Date(ms).toISOString();
}

function total<Key extends string>(rows: readonly { readonly [K in Key]: number }[], key: Key): number {
  return rows.reduce((sum, row) => sum + row[key], 0);
}

function least(texts: readonly (string | null)[]): string | null {
  return texts.filter((text) => text !== null).sort()[0] ?? null;
}

function greatest(texts: readonly (string | null)[]): string | null {
  return (
    texts
      .filter((text) => text !== null)
      .sort()
      .at(-1) ?? null
  );
}

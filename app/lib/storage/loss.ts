// What goes when the retention becomes shorter. Pure.
import type { RetainedSignal, RetentionDays } from '#app/lib/auth/team-settings.ts';
import { daysOfTable, EXPIRING_TABLES } from '#app/lib/clickhouse/expiring-tables.ts';
import { expireDays } from '#app/lib/clickhouse/migrations-render.ts';
import type { TableDay } from '#app/lib/clickhouse/parts.server.ts';
import type { RetentionLoss } from './schema.ts';

const DAY_MS = 86_400_000;

/** When all of a day (`YYYY-MM-DD`) is past a retention of so many whole days, epoch milliseconds. */
export function dropAtMs(day: string, keptDays: number): number {
  return Date.parse(`${day}T00:00:00Z`) + expireDays(keptDays) * DAY_MS;
}

/** What of the stored days is past a retention already, by signal. */
export function lossOf(stored: readonly TableDay[], days: RetentionDays, nowMs: number): RetentionLoss {
  const tables = new Map(EXPIRING_TABLES.map((table) => [table.name, table]));
  const bySignal = new Map<RetainedSignal, { readonly days: Set<string>; rows: number; bytes: number }>();
  for (const { table, day, rows, bytes } of stored) {
    const known = tables.get(table);
    if (known === undefined || !(dropAtMs(day, daysOfTable(known, days)) <= nowMs)) continue;
    const sum = bySignal.get(known.signal) ?? { days: new Set(), rows: 0, bytes: 0 };
    bySignal.set(known.signal, sum);
    sum.days.add(day);
    sum.bytes += bytes;
    if (known.kind === 'records') sum.rows += rows;
  }
  const signals = [...bySignal].map(([signal, { days: gone, ...sum }]) => {
    const sorted = [...gone].sort();
    return { signal, ...sum, days: gone.size, from: sorted.at(0) ?? '', to: sorted.at(-1) ?? '' };
  });
  return {
    signals,
    rows: signals.reduce((sum, { rows }) => sum + rows, 0),
    bytes: signals.reduce((sum, { bytes }) => sum + bytes, 0),
  };
}

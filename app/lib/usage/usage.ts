// Puts a team's usage together from counts by service and from the stored parts. Pure.
import { RETAINED_SIGNALS, type RetainedSignal } from '#app/lib/auth/team-settings.ts';
import { EXPIRING_TABLES } from '#app/lib/clickhouse/expiring-tables.ts';
import type { ServiceUsage, Usage } from './schema.ts';

/** A count of one service on one day. */
export interface ServiceDay {
  readonly day: string;
  readonly service: string;
  readonly records: number;
}

/** What a table has of one day. */
interface StoredDay {
  readonly table: string;
  readonly day: string;
  readonly rows: number;
  readonly bytes: number;
}

const DAY_MS = 86_400_000;
const MOST_SERVICES = 100;
const WEEK = 7;
const TABLES = new Map(EXPIRING_TABLES.map((table) => [table.name, table]));

/** The last `count` days in UTC, as `YYYY-MM-DD`; today is the last one. */
export function lastDays(count: number, nowMs: number): string[] {
  const today = Math.floor(nowMs / DAY_MS);
  return Array.from({ length: count }, (_, index) => dayName(today - count + 1 + index));
}

function dayName(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

/** Records and bytes on disk of each signal on each day. */
export function signalsOf(stored: readonly StoredDay[], days: readonly string[]): Usage['signals'] {
  const index = new Map(days.map((day, at) => [day, at]));
  const zeros = () => ({ records: days.map(() => 0), bytes: days.map(() => 0) });
  const signals = { logs: zeros(), traces: zeros(), metrics: zeros(), sessions: zeros() };
  for (const { table, day, rows, bytes } of stored) {
    const known = TABLES.get(table);
    const at = index.get(day);
    if (known === undefined || at === undefined) continue;
    const { records, bytes: sizes } = signals[known.signal];
    sizes[at] = (sizes[at] ?? 0) + bytes;
    if (known.kind === 'records') records[at] = (records[at] ?? 0) + rows;
  }
  return signals;
}

type Counted = Readonly<Record<'logs' | 'traces' | 'metrics', readonly ServiceDay[] | undefined>>;

/**
 * Services with what they sent, those with most records first. A service's bytes are its share of the records of a signal and
 * a day times what that day of the signal takes up.
 */
export function servicesOf(
  counted: Counted,
  signals: Usage['signals'],
  days: readonly string[],
): Pick<Usage, 'services' | 'others'> {
  const index = new Map(days.map((day, at) => [day, at]));
  const services = new Map<string, { logs: number[]; traces: number[]; metrics: number[]; bytes: number }>();
  for (const signal of ['logs', 'traces', 'metrics'] as const) {
    const rows = counted[signal] ?? [];
    const totals = days.map(() => 0);
    for (const { day, records } of rows) {
      const at = index.get(day);
      if (at !== undefined) totals[at] = (totals[at] ?? 0) + records;
    }
    for (const { day, service, records } of rows) {
      const at = index.get(day);
      if (at === undefined) continue;
      const zeros = () => days.map(() => 0);
      const sums = services.get(service) ?? { logs: zeros(), traces: zeros(), metrics: zeros(), bytes: 0 };
      services.set(service, sums);
      sums[signal][at] = (sums[signal][at] ?? 0) + records;
      sums.bytes += (records / Math.max(1, totals[at] ?? 0)) * (signals[signal].bytes[at] ?? 0);
    }
  }
  const all = [...services]
    .map(
      ([service, { logs, traces, metrics, bytes }]): ServiceUsage => ({
        service,
        logs,
        traces,
        metrics: counted.metrics === undefined ? null : metrics,
        records: total(logs) + total(traces) + total(metrics),
        bytes: Math.round(bytes),
      }),
    )
    .sort((a, b) => b.records - a.records || (a.service < b.service ? -1 : 1));
  return { services: all.slice(0, MOST_SERVICES), others: Math.max(0, all.length - MOST_SERVICES) };
}

/** The last seven whole days against the seven before. */
export function growthOf(stored: readonly StoredDay[], nowMs: number): Usage['growth'] {
  const days = lastDays(2 * WEEK + 1, nowMs).slice(0, -1);
  const signals = Object.values(signalsOf(stored, days));
  const halves = (key: 'records' | 'bytes') => ({
    before: total(signals.flatMap((signal) => signal[key].slice(0, WEEK))),
    last: total(signals.flatMap((signal) => signal[key].slice(WEEK))),
  });
  return { records: halves('records'), bytes: halves('bytes') };
}

/** Bytes on disk by signal and day since 1970; tables that are no telemetry of Maple's are left out. */
export function bytesBySignal(stored: readonly StoredDay[]): Map<RetainedSignal, Map<number, number>> {
  const sums = new Map<RetainedSignal, Map<number, number>>(
    RETAINED_SIGNALS.map((signal) => [signal, new Map()]),
  );
  for (const { table, day, bytes } of stored) {
    const signal = TABLES.get(table)?.signal;
    const ofSignal = signal && sums.get(signal);
    const at = Date.parse(`${day}T00:00:00Z`) / DAY_MS;
    if (ofSignal && Number.isInteger(at)) ofSignal.set(at, (ofSignal.get(at) ?? 0) + bytes);
  }
  return sums;
}

export function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

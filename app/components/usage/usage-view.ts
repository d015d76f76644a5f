// What the page "Usage" shows, as its address says, and the series of its chart. Pure.
import { z } from 'zod';
import { OTHER_COLOR, seriesColors } from '#app/components/charts/palette.ts';
import type { BarSeries } from '#app/components/charts/stack.ts';
import { SIGNAL_NAMES } from '#app/components/storage/signal-names.ts';
import { harmlessCell, quotedCell } from '#app/lib/core/csv.ts';
import { type ServiceUsage, USAGE_RANGES, type Usage } from '#app/lib/usage/schema.ts';

export const MEASURES = ['records', 'disk', 'sent'] as const;
export type Measure = (typeof MEASURES)[number];
export const SPLITS = ['signal', 'service'] as const;
export type Split = (typeof SPLITS)[number];

/** The parameters of the address; what is wrong is as if it was not there. */
export const usageSearch = z.object({
  days: z.literal(USAGE_RANGES).optional().catch(undefined),
  measure: z.enum(MEASURES).optional().catch(undefined),
  by: z.enum(SPLITS).optional().catch(undefined),
});

const SIGNALS = ['logs', 'traces', 'metrics', 'sessions'] as const;
/** Services with a colour of their own. */
const NAMED = 8;

/** The layers of the chart, the first at the bottom. Layers without anything are left out. */
export function usageSeries(usage: Usage, measure: Measure, split: Split): BarSeries[] {
  const series = measure === 'records' && split === 'service' ? byService(usage) : bySignal(usage, measure);
  return series.filter(({ values }) => values.some((value) => value > 0));
}

function bySignal({ signals, sent }: Usage, measure: Measure): BarSeries[] {
  return SIGNALS.flatMap((signal) => {
    const { title, color } = SIGNAL_NAMES[signal];
    const line = { key: signal, label: title, color };
    if (measure === 'sent') return signal === 'sessions' ? [] : [{ ...line, values: sent[signal].bytes }];
    return [{ ...line, values: signals[signal][measure === 'disk' ? 'bytes' : 'records'] }];
  });
}

function byService({ services, days }: Usage): BarSeries[] {
  const named = services.slice(0, NAMED);
  const colors = seriesColors(named.map(({ service }) => service));
  const sum = (of: readonly ServiceUsage[]) =>
    days.map((_, at) =>
      of.reduce(
        (total, { logs, traces, metrics }) =>
          total + (logs[at] ?? 0) + (traces[at] ?? 0) + (metrics?.[at] ?? 0),
        0,
      ),
    );
  const rest = services.slice(NAMED);
  return [
    ...named.map((one) => ({
      key: one.service,
      label: nameOf(one.service),
      color: colors.get(one.service) ?? OTHER_COLOR,
      values: sum([one]),
    })),
    ...(rest.length > 0
      ? [{ key: '', label: `${rest.length} others`, color: OTHER_COLOR, values: sum(rest) }]
      : []),
  ];
}

/** The name of a service; records need not have one. */
export function nameOf(service: string): string {
  return service === '' ? '(no service)' : service;
}

/** A line for each day and service that sent something, as RFC 4180 has it. Times are days in UTC. */
export function usageCsv({ days, services }: Usage): string {
  const lines = [['day', 'service', 'log_records', 'spans', 'metric_points']];
  for (const [at, day] of days.entries())
    for (const { service, logs, traces, metrics } of services) {
      const counts = [logs[at] ?? 0, traces[at] ?? 0, metrics?.[at] ?? 0];
      if (counts.every((count) => count === 0)) continue;
      lines.push([day, quotedCell(harmlessCell(service)), ...counts.map(String)]);
    }
  return lines.map((cells) => `${cells.join(',')}\r\n`).join('');
}

export function total(values: readonly number[] | null): number {
  return (values ?? []).reduce((sum, value) => sum + value, 0);
}

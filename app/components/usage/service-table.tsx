// Services with what they sent in the range, those with most first, and a line of how it went over the days.
import { formatBytes, formatChange } from '#app/components/settings/common/amounts.ts';
import { Cell, FigureTable, RowHead } from '#app/components/settings/common/figure-table.tsx';
import { formatCount } from '#app/components/time/format.ts';
import type { ServiceUsage, Usage } from '#app/lib/usage/schema.ts';
import { nameOf, total } from './usage-view.ts';

const WEEK = 7;
const WEEK_HEAD = { name: 'Week', tip: 'The seven whole days before today against the seven before those' };
const DISK_HEAD = {
  name: 'On disk, about',
  tip: 'Its share of the records of each day, of what they take up on disk',
};
const BAR_PX = 4;
const HIGHEST_PX = 18;

export function ServiceTable({ usage }: { readonly usage: Usage }) {
  const { services, others, isMetricsCounted, days } = usage;
  const hasWeeks = days.length > 2 * WEEK;
  const all = total(services.map(({ records }) => records));
  return (
    <FigureTable
      label="Services and what they sent"
      heads={[
        'Service',
        'Over time',
        'Log records',
        'Spans',
        'Metric points',
        'Share',
        ...(hasWeeks ? [WEEK_HEAD] : []),
        DISK_HEAD,
      ]}
      className="rounded-lg border border-line"
      note={
        (others > 0 || !isMetricsCounted) && (
          <p className="border-t border-line px-2 py-1.5 text-xs text-ink-3">
            {others > 0 && `${formatCount(others, 'more service')} with less. `}
            {!isMetricsCounted && 'There are too many metric points to count them by service.'}
          </p>
        )
      }
    >
      {services.map((one) => (
        <tr key={one.service}>
          <RowHead className="max-w-60 truncate font-medium">{nameOf(one.service)}</RowHead>
          <Cell>
            <Spark values={perDay(one, days.length)} />
          </Cell>
          <Cell>{formatCount(total(one.logs))}</Cell>
          <Cell>{formatCount(total(one.traces))}</Cell>
          <Cell>{one.metrics ? formatCount(total(one.metrics)) : '–'}</Cell>
          <Cell>{shareText(one.records, all)}</Cell>
          {hasWeeks && <Cell>{weekText(perDay(one, days.length))}</Cell>}
          <Cell>{formatBytes(one.bytes)}</Cell>
        </tr>
      ))}
    </FigureTable>
  );
}

function perDay({ logs, traces, metrics }: ServiceUsage, count: number): number[] {
  return Array.from({ length: count }, (_, at) => (logs[at] ?? 0) + (traces[at] ?? 0) + (metrics?.[at] ?? 0));
}

/** At most thirty bars; several days share one in a longer range. */
function Spark({ values }: { readonly values: readonly number[] }) {
  const size = Math.ceil(values.length / 30);
  const bars = Array.from({ length: Math.ceil(values.length / size) }, (_, at) =>
    total(values.slice(at * size, (at + 1) * size)),
  );
  const most = Math.max(1, ...bars);
  return (
    <svg width={bars.length * BAR_PX} height={HIGHEST_PX} aria-hidden className="inline-block fill-accent">
      {bars.map((value, at) => {
        const height = value === 0 ? 0 : Math.max(1, (value / most) * HIGHEST_PX);
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: a bar is its place
          <rect key={at} x={at * BAR_PX} y={HIGHEST_PX - height} width={BAR_PX - 1} height={height} />
        );
      })}
    </svg>
  );
}

/** Today is not over, so it is left out. */
function weekText(values: readonly number[]): string {
  const whole = values.slice(0, -1);
  const last = total(whole.slice(-WEEK));
  return formatChange(last, total(whole.slice(-2 * WEEK, -WEEK))) ?? (last > 0 ? 'new' : '–');
}

function shareText(part: number, all: number): string {
  if (all === 0) return '0 %';
  const percent = (part / all) * 100;
  return percent > 0 && percent < 0.1 ? '< 0.1 %' : `${percent.toFixed(1)} %`;
}

// The columns of the list of services.

import { percentText, rateFormat } from '#app/components/charts/rate.ts';
import { formatCount } from '#app/components/time/format.ts';
import { formatDuration } from '#app/components/trace/duration.ts';
import type { ServiceEntry } from '#app/lib/services/schema.ts';
import { changeOf, pointsOf } from '../common/change.ts';
import { ChangeMark } from '../common/change-mark.tsx';
import type { FigureColumn } from '../common/figure-table.tsx';
import { Apdex, ErrorShare } from '../common/figures.tsx';
import { type Cut, finishedRates } from '../common/finished.ts';
import { ServiceDot, ServiceLink } from '../common/service-link.tsx';
import { serviceText } from '../common/service-name.ts';
import { Sparkline } from '../common/sparkline.tsx';
import type { LinkSearch } from '../common/use-range-actions.ts';

/** A service by name, with its colour. */
function ServiceName({ name, search }: { readonly name: string; readonly search: LinkSearch }) {
  return (
    <ServiceLink
      name={name}
      search={search}
      className="inline-flex max-w-full items-center gap-2 font-medium text-ink hover:underline"
    >
      <ServiceDot name={name} />
      <span className="truncate">{serviceText(name)}</span>
    </ServiceLink>
  );
}

type RateText = ReturnType<typeof rateFormat>;

/** One unit for all services. */
export function rateTextOf(services: readonly ServiceEntry[]): RateText {
  return rateFormat(Math.max(0, ...services.map(({ rate }) => rate)));
}

const FIGURE = 'flex items-center justify-end gap-2';
const NUMBERS = 'flex min-w-16 flex-col items-end leading-4';

/** `apdexMs` is what the Apdex is of, `rateText` prints all rates in one unit, `cut` is the range of the points. */
export function serviceColumns(
  search: LinkSearch,
  apdexMs: number,
  rateText: RateText,
  cut: Cut,
): readonly FigureColumn<ServiceEntry>[] {
  return [
    {
      key: 'name',
      label: 'Service',
      width: 'minmax(160px, 2fr)',
      value: ({ name }) => serviceText(name),
      cell: ({ name }) => <ServiceName name={name} search={search} />,
    },
    {
      key: 'rate',
      label: 'Requests',
      tip: 'Server and consumer spans per second',
      width: 'minmax(160px, 1.2fr)',
      isNumber: true,
      falling: true,
      value: ({ rate }) => rate,
      cell: ({ rate, requests, before, points }) => (
        <span className={FIGURE}>
          <Sparkline values={finishedRates(points, cut)} color="var(--series-1)" />
          <span className={NUMBERS}>
            <span data-tip={formatCount(requests, 'request')}>{rateText(rate)}</span>
            <ChangeMark
              change={before ? changeOf(rate, before.rate, 'neither') : undefined}
              before={before ? rateText(before.rate) : undefined}
            />
          </span>
        </span>
      ),
    },
    {
      key: 'errors',
      label: 'Errors',
      tip: 'Failed requests of all requests',
      width: 'minmax(160px, 1.2fr)',
      isNumber: true,
      falling: true,
      value: ({ errorRate }) => errorRate,
      cell: ({ errorRate, errors, before, points }) => (
        <span className={FIGURE}>
          <Sparkline values={points.map((point) => point.errors)} color="var(--sev-error)" kind="bars" />
          <span className={NUMBERS}>
            <span data-tip={`${formatCount(errors)} failed`}>
              <ErrorShare share={errorRate} />
            </span>
            {before && (
              <ChangeMark
                change={pointsOf(errorRate, before.errorRate)}
                before={percentText(before.errorRate)}
              />
            )}
          </span>
        </span>
      ),
    },
    durationColumn('p50', 'Half of the requests were at most as slow'),
    {
      key: 'p95',
      label: 'p95',
      tip: '95 % of the requests were at most as slow',
      width: 'minmax(164px, 1.2fr)',
      isNumber: true,
      falling: true,
      value: ({ p95, requests }) => (requests === 0 ? null : p95),
      cell: ({ p95, requests, before, points }) => (
        <span className={FIGURE}>
          <Sparkline values={points.map((point) => point.p95)} color="var(--series-2)" />
          <span className={NUMBERS}>
            <span>{requests === 0 ? '–' : formatDuration(p95)}</span>
            {before && requests > 0 && (
              <ChangeMark change={changeOf(p95, before.p95, 'bad')} before={formatDuration(before.p95)} />
            )}
          </span>
        </span>
      ),
    },
    durationColumn('p99', '99 % of the requests were at most as slow'),
    {
      key: 'apdex',
      label: 'Apdex',
      tip: `Satisfied up to ${apdexMs} ms, half satisfied up to ${apdexMs * 4} ms`,
      width: '64px',
      isNumber: true,
      value: ({ apdex }) => apdex,
      cell: ({ apdex }) => <Apdex value={apdex} />,
    },
  ];
}

function durationColumn(key: 'p50' | 'p99', tip: string): FigureColumn<ServiceEntry> {
  return {
    key,
    label: key,
    tip,
    width: 'minmax(76px, 0.6fr)',
    isNumber: true,
    falling: true,
    value: (row) => (row.requests === 0 ? null : row[key]),
    cell: ({ [key]: ns, requests, before }) => (
      <span className="flex flex-col items-end leading-4">
        <span>{requests === 0 ? '–' : formatDuration(ns)}</span>
        {before && requests > 0 && (
          <ChangeMark change={changeOf(ns, before[key], 'bad')} before={formatDuration(before[key])} />
        )}
      </span>
    ),
  };
}

interface CompactServiceProps {
  readonly row: ServiceEntry;
  readonly search: LinkSearch;
  readonly rateText: RateText;
  readonly cut: Cut;
}

/** A service on a phone. */
export function CompactService({ row, search, rateText, cut }: CompactServiceProps) {
  const { name, rate, errorRate, p95, requests, apdex, points, before } = row;
  return (
    <>
      <span className="flex items-center gap-2">
        <span className="min-w-0 flex-1">
          <ServiceName name={name} search={search} />
        </span>
        <Sparkline values={finishedRates(points, cut)} color="var(--series-1)" width={64} height={18} />
      </span>
      <span className="flex items-baseline gap-3 text-ink-2">
        <span>{rateText(rate)}</span>
        <span>
          <ErrorShare share={errorRate} /> <span className="text-2xs text-ink-3">errors</span>
        </span>
        <span>
          <span className="text-2xs text-ink-3">p95</span> {requests === 0 ? '–' : formatDuration(p95)}{' '}
          {before && requests > 0 && (
            <ChangeMark change={changeOf(p95, before.p95, 'bad')} before={formatDuration(before.p95)} />
          )}
        </span>
        <span className="ml-auto">
          <span className="text-2xs text-ink-3">Apdex</span> <Apdex value={apdex} />
        </span>
      </span>
    </>
  );
}

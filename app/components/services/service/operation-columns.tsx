// The columns of a service's operations.

import { Link } from '@tanstack/react-router';
import { percentText, rateFormat } from '#app/components/charts/rate.ts';
import { formatDuration } from '#app/components/trace/duration.ts';
import type { ServiceResponse } from '#app/lib/services/schema.ts';
import { changeOf, pointsOf } from '../common/change.ts';
import { ChangeMark } from '../common/change-mark.tsx';
import type { FigureColumn } from '../common/figure-table.tsx';
import { ErrorShare } from '../common/figures.tsx';
import { type Cut, finishedRates } from '../common/finished.ts';
import { operationSearch } from '../common/searches.ts';
import { Sparkline } from '../common/sparkline.tsx';
import type { LinkSearch } from '../common/use-range-actions.ts';

export type Operation = ServiceResponse['operations'][number];

/** Two operations of one name may have different kinds. */
export const operationId = ({ name, kind }: Operation) => `${kind} ${name}`;
const FIGURE = 'flex items-center justify-end gap-2';

export function operationColumns(
  service: string,
  search: LinkSearch,
  operations: readonly Operation[],
  cut: Cut,
): readonly FigureColumn<Operation>[] {
  const rateText = rateFormat(Math.max(0, ...operations.map(({ rate }) => rate)));
  return [
    {
      key: 'name',
      label: 'Operation',
      width: 'minmax(200px, 2.4fr)',
      value: ({ name }) => name,
      cell: (operation) => <OperationLink service={service} operation={operation} search={search} />,
    },
    {
      key: 'kind',
      label: 'Kind',
      width: '64px',
      value: ({ kind }) => kind,
      cell: ({ kind }) => <span className="text-ink-2">{kind}</span>,
    },
    {
      key: 'share',
      label: 'Time',
      tip: 'Share of the time that all requests of the service took',
      width: '96px',
      isNumber: true,
      falling: true,
      value: ({ timeShare }) => timeShare,
      cell: ({ timeShare }) => <ShareBar share={timeShare} />,
    },
    {
      key: 'rate',
      label: 'Requests',
      width: 'minmax(132px, 1fr)',
      isNumber: true,
      falling: true,
      value: ({ rate }) => rate,
      cell: ({ rate, points, before }) => (
        <span className={FIGURE}>
          <Sparkline values={finishedRates(points, cut)} color="var(--series-1)" width={56} />
          <span className="flex min-w-15 flex-col items-end leading-4">
            {rateText(rate)}
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
      width: 'minmax(120px, 1fr)',
      isNumber: true,
      falling: true,
      value: ({ errorRate }) => errorRate,
      cell: ({ errorRate, points, before }) => (
        <span className={FIGURE}>
          <Sparkline
            values={points.map(({ errors }) => errors)}
            color="var(--sev-error)"
            kind="bars"
            width={56}
          />
          <span className="flex min-w-14 flex-col items-end leading-4">
            <ErrorShare share={errorRate} />
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
    durationColumn('p50'),
    durationColumn('p95'),
    durationColumn('p99'),
  ];
}

function durationColumn(key: 'p50' | 'p95' | 'p99'): FigureColumn<Operation> {
  return {
    key,
    label: key,
    width: 'minmax(72px, 0.6fr)',
    isNumber: true,
    falling: true,
    value: (row) => row[key],
    cell: ({ [key]: ns, before }) => (
      <span className="flex flex-col items-end leading-4">
        {formatDuration(ns)}
        {before && (
          <ChangeMark change={changeOf(ns, before[key], 'bad')} before={formatDuration(before[key])} />
        )}
      </span>
    ),
  };
}

interface OperationLinkProps {
  readonly service: string;
  readonly operation: Operation;
  readonly search: LinkSearch;
}

/** To the traces of an operation. */
function OperationLink({ service, operation, search: { from, to, env } }: OperationLinkProps) {
  return (
    <Link
      to="/traces"
      search={{ from, to, q: operationSearch(service, operation, env) }}
      data-tip="Its traces"
      className="block truncate font-medium hover:underline"
    >
      {operation.name}
    </Link>
  );
}

function ShareBar({ share }: { readonly share: number }) {
  return (
    <span className="flex items-center justify-end gap-2">
      <span aria-hidden className="h-1.5 w-10 overflow-hidden rounded-full bg-hover">
        <span
          className="block h-full rounded-full bg-(--series-6)"
          style={{ width: `${Math.min(100, share * 100)}%` }}
        />
      </span>
      <span className="w-11">{percentText(share)}</span>
    </span>
  );
}

/** An operation on a phone. */
export function CompactOperation(
  props: OperationLinkProps & { readonly rateText: (rate: number) => string },
) {
  const { rate, errorRate, p95, timeShare } = props.operation;
  return (
    <>
      <OperationLink {...props} />
      <span className="flex gap-3 text-ink-2">
        <span>{props.rateText(rate)}</span>
        <span>
          <ErrorShare share={errorRate} /> <span className="text-2xs text-ink-3">errors</span>
        </span>
        <span>
          <span className="text-2xs text-ink-3">p95</span> {formatDuration(p95)}
        </span>
        <span className="ml-auto">
          <span className="text-2xs text-ink-3">time</span> {percentText(timeShare)}
        </span>
      </span>
    </>
  );
}

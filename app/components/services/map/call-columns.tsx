// The columns of calls between nodes: of the map's table and of a service's dependencies.

import { Link } from '@tanstack/react-router';
import { rateFormat } from '#app/components/charts/rate.ts';
import { formatCount } from '#app/components/time/format.ts';
import { formatDuration } from '#app/components/trace/duration.ts';
import type { FigureColumn } from '../common/figure-table.tsx';
import { ErrorShare } from '../common/figures.tsx';
import { withEnvironment } from '../common/searches.ts';
import type { LinkSearch } from '../common/use-range-actions.ts';
import { type Call, KIND_NAMES, shortName } from './edges.ts';
import { NodeLink } from './node-link.tsx';

/** `ends`: whether to show who calls, who is called, or both. `isBrief`: only what half a page has room for. */
export function callColumns(
  calls: readonly Call[],
  search: LinkSearch,
  ends: 'from' | 'to' | 'both',
  isBrief = false,
): readonly FigureColumn<Call>[] {
  const rateText = rateFormat(Math.max(0, ...calls.map(({ rate }) => rate)));
  const end = (key: 'from' | 'to', label: string): FigureColumn<Call> => ({
    key,
    label,
    width: 'minmax(160px, 1.6fr)',
    value: (call) => shortName(call[key]),
    cell: (call) => <NodeLink node={call[key]} search={search} />,
  });
  const other = ends === 'from' ? 'from' : 'to';
  const kind: FigureColumn<Call> = {
    key: 'kind',
    label: 'Kind',
    width: '76px',
    value: (call) => call[other].kind,
    cell: (call) => <span className="text-ink-2">{KIND_NAMES[call[other].kind]}</span>,
  };
  return [
    ...(ends === 'to' ? [] : [end('from', 'Caller')]),
    ...(ends === 'from' ? [] : [end('to', ends === 'to' ? 'Depends on' : 'Called')]),
    ...(isBrief ? [] : [kind]),
    {
      key: 'rate',
      label: 'Calls',
      width: 'minmax(84px, 0.7fr)',
      isNumber: true,
      falling: true,
      value: ({ rate }) => rate,
      cell: ({ rate, calls: count }) => <span data-tip={formatCount(count, 'call')}>{rateText(rate)}</span>,
    },
    {
      key: 'errors',
      label: 'Errors',
      width: 'minmax(68px, 0.6fr)',
      isNumber: true,
      falling: true,
      value: ({ errorRate }) => errorRate,
      cell: ({ errorRate, errors }) => (
        <span data-tip={`${formatCount(errors)} failed`}>
          <ErrorShare share={errorRate} />
        </span>
      ),
    },
    ...(isBrief ? (['p95'] as const) : (['p50', 'p95', 'p99'] as const)).map(
      (key): FigureColumn<Call> => ({
        key,
        label: key,
        width: 'minmax(68px, 0.6fr)',
        isNumber: true,
        falling: true,
        value: (call) => call[key],
        cell: (call) => formatDuration(call[key]),
      }),
    ),
    {
      key: 'traces',
      label: 'Traces',
      width: '52px',
      cell: (call) => <CallTraces call={call} search={search} />,
    },
  ];
}

/** To the traces of a call. */
export function CallTraces({ call, search }: { readonly call: Call; readonly search: LinkSearch }) {
  const { from, to, env } = search;
  return (
    <Link
      to="/traces"
      search={{ from, to, q: withEnvironment(call.query, env) }}
      aria-label={`Traces of ${shortName(call.from)} to ${shortName(call.to)}`}
      className="text-accent-ink hover:underline"
    >
      Traces
    </Link>
  );
}

/** A call on a phone. */
export function CompactCall(props: {
  readonly call: Call;
  readonly search: LinkSearch;
  readonly ends: 'from' | 'to' | 'both';
  readonly rateText: (rate: number) => string;
}) {
  const { call, search, ends, rateText } = props;
  return (
    <>
      <span className="flex items-center gap-2">
        {ends !== 'to' && <NodeLink node={call.from} search={search} />}
        {ends === 'both' && <span aria-hidden>→</span>}
        {ends !== 'from' && <NodeLink node={call.to} search={search} />}
      </span>
      <span className="flex gap-3 text-ink-2">
        <span>{rateText(call.rate)}</span>
        <span>
          <ErrorShare share={call.errorRate} /> <span className="text-2xs text-ink-3">errors</span>
        </span>
        <span>
          <span className="text-2xs text-ink-3">p95</span> {formatDuration(call.p95)}
        </span>
        <span className="ml-auto">
          <CallTraces call={call} search={search} />
        </span>
      </span>
    </>
  );
}

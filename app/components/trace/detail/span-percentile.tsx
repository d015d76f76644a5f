// Where the span stands among those of the same operation in the day before it.
import { useQuery } from '@tanstack/react-query';
import { useDelayed } from '#app/components/ui/use-delayed.ts';
import { toUserError } from '#app/lib/core/user-error.ts';
import { SPAN_KINDS } from '#app/lib/trace-model/columns.ts';
import { spanPercentileOptions } from '#app/lib/traces/queries.ts';
import type { PercentileResponse } from '#app/lib/traces/schema.ts';
import { formatDuration } from '../duration.ts';
import { useTrace } from '../trace-context.ts';
import { percentileScale, rankText } from './percentile-scale.ts';

interface SpanPercentileProps {
  readonly span: number;
  readonly source: string;
}

export function SpanPercentile({ span, source }: SpanPercentileProps) {
  const { columns } = useTrace().trace.tree;
  const durationNs = columns.duration[span] ?? 0;
  const { data, error, isPending } = useQuery(
    spanPercentileOptions({
      source,
      service: columns.services[columns.service[span] ?? 0]?.slice(0, 1_000) ?? '',
      name: columns.names[columns.name[span] ?? 0]?.slice(0, 10_000) ?? '',
      kind: SPAN_KINDS[columns.kind[span] ?? 0] ?? 'Unspecified',
      durationNs,
      atMs: Number(columns.baseNs / 1_000_000n) + Math.floor((columns.start[span] ?? 0) / 1e6),
    }),
  );
  const isLate = useDelayed(isPending, 300);
  return (
    <section aria-label="Against the day before" className="min-h-11 text-xs" data-testid="span-percentile">
      {data ? (
        <Known data={data} durationNs={durationNs} />
      ) : error ? (
        <p className="text-ink-3">
          It could not be compared with the day before: {toUserError(error).message}
        </p>
      ) : (
        isLate && <p className="text-ink-3">Comparing with the day before…</p>
      )}
    </section>
  );
}

function Known({ data, durationNs }: { readonly data: PercentileResponse; readonly durationNs: number }) {
  if (data.rank === null || data.spans < 2)
    return <p className="text-ink-3">There is no other span of this operation in the day before.</p>;
  const scale = percentileScale(durationNs, data);
  const at = (share: number) => `${(share * 100).toFixed(2)}%`;
  const marks = [
    { label: 'p50', left: scale.p50, ns: data.p50 },
    { label: 'p95', left: scale.p95, ns: data.p95 },
    { label: 'p99', left: scale.p99, ns: data.p99 },
  ];
  return (
    <>
      <p className="text-ink-2">
        <strong className="font-medium text-ink">{capital(rankText(data.rank, data.spans))}</strong> spans of
        this operation in 24 h
      </p>
      <div aria-hidden className="relative mt-2 mb-1 h-2 rounded-full bg-hover">
        <div className="absolute inset-y-0 left-0 rounded-l-full bg-ok/40" style={{ width: at(scale.p50) }} />
        <div
          className="absolute inset-y-0 bg-ok/20"
          style={{ left: at(scale.p50), width: at(scale.p95 - scale.p50) }}
        />
        {marks.map(({ label, left }) => (
          <div key={label} className="absolute -inset-y-0.5 w-px bg-ink-3" style={{ left: at(left) }} />
        ))}
        <div
          className="absolute -inset-y-1 w-1 -translate-x-1/2 rounded-full bg-accent ring-2 ring-canvas"
          style={{ left: at(scale.duration) }}
        />
      </div>
      <p className="flex gap-3 text-2xs text-ink-3">
        {marks.map(({ label, ns }) => (
          <span key={label}>
            {label} {formatDuration(ns)}
          </span>
        ))}
      </p>
    </>
  );
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

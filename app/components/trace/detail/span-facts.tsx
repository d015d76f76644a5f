// What a span is, when it was, and how long it took.
import { useZone } from '#app/components/preferences/preferences-context.tsx';
import { formatCount, formatExact } from '#app/components/time/format.ts';
import { cn } from '#app/components/ui/cn.ts';
import { CopyButton } from '#app/components/ui/copy-button.tsx';
import { SPAN_KINDS, SPAN_STATUSES, spanIdOf } from '#app/lib/trace-model/columns.ts';
import type { SpanDetail } from '#app/lib/traces/schema.ts';
import { formatDuration } from '../duration.ts';
import { timestampOf } from '../header/summary.ts';
import { useTrace } from '../trace-context.ts';

interface SpanFactsProps {
  readonly span: number;
  readonly detail: SpanDetail | undefined;
}

export function SpanFacts({ span, detail }: SpanFactsProps) {
  const { trace, openSpan } = useTrace();
  const zone = useZone();
  const { tree } = trace;
  const { columns } = tree;
  const start = columns.start[span] ?? 0;
  const duration = columns.duration[span] ?? 0;
  const status = SPAN_STATUSES[columns.status[span] ?? 0] ?? 'Unset';
  const parent = tree.parent[span] ?? -1;
  const below = (tree.size[span] ?? 1) - 1;
  const whole = tree.end - tree.begin;
  const id = spanIdOf(columns, span);
  const time = timestampOf(columns, start);
  return (
    <div className="flex flex-col gap-2">
      <p className="flex flex-wrap items-baseline gap-x-4 gap-y-1">
        <Measure label="Duration" text={formatDuration(duration)} isMain />
        <Measure label="Self" text={formatDuration(tree.self[span] ?? 0)} />
        <Measure label="Starts at" text={`+${formatDuration(start - tree.begin)}`} />
        {whole > 0 && <Measure label="Of the trace" text={share(duration / whole)} />}
      </p>
      {status === 'Error' && detail && (
        <p className="rounded-md bg-danger-soft px-3 py-2 wrap-anywhere whitespace-pre-wrap text-danger">
          {detail.statusMessage.slice(0, 4_000) || 'The span failed; it does not say why.'}
        </p>
      )}
      <dl className="grid grid-cols-[auto_1fr] gap-x-4 text-xs [&>dd]:min-w-0 [&>dd]:py-0.5 [&>dt]:py-0.5 [&>dt]:text-ink-3">
        <dt>Service</dt>
        <dd className="wrap-anywhere">
          {(columns.services[columns.service[span] ?? 0] ?? '').slice(0, 4_000) || 'none given'}
        </dd>
        <dt>Operation</dt>
        <dd className="wrap-anywhere">{(columns.names[columns.name[span] ?? 0] ?? '').slice(0, 4_000)}</dd>
        <dt>Kind</dt>
        <dd>{SPAN_KINDS[columns.kind[span] ?? 0]}</dd>
        <dt>Status</dt>
        <dd className="wrap-anywhere">
          {status}
          {status !== 'Error' && detail?.statusMessage && `: ${detail.statusMessage.slice(0, 4_000)}`}
        </dd>
        <dt>Start</dt>
        <dd
          className="group flex items-center gap-1 font-mono"
          title={zone === 'UTC' ? undefined : `${time} (UTC)`}
        >
          {formatExact(time, zone)}
          <SmallCopy text={time} label="Copy the start" />
        </dd>
        <dt>Span id</dt>
        <dd className="group flex items-center gap-1 font-mono">
          <span className="truncate">{id}</span>
          <SmallCopy text={id} label="Copy the span id" />
        </dd>
        {parent !== -1 && (
          <>
            <dt>Parent</dt>
            <dd>
              <button
                type="button"
                className="max-w-full truncate text-left text-accent-ink hover:underline"
                onClick={() => openSpan(parent)}
              >
                {(columns.names[columns.name[parent] ?? 0] ?? '').slice(0, 300) || spanIdOf(columns, parent)}
              </button>
            </dd>
          </>
        )}
        {below > 0 && (
          <>
            <dt>Spans below</dt>
            <dd>
              {formatCount(below)}
              {(tree.errors[span] ?? 0) > (status === 'Error' ? 1 : 0) && (
                <span className="text-danger">
                  , {formatCount((tree.errors[span] ?? 0) - (status === 'Error' ? 1 : 0))} with errors
                </span>
              )}
            </dd>
          </>
        )}
        {detail?.traceState && (
          <>
            <dt>Trace state</dt>
            <dd className="font-mono wrap-anywhere">{detail.traceState.slice(0, 4_000)}</dd>
          </>
        )}
      </dl>
    </div>
  );
}

interface MeasureProps {
  readonly label: string;
  readonly text: string;
  readonly isMain?: boolean;
}

function Measure({ label, text, isMain = false }: MeasureProps) {
  return (
    <span className="flex flex-col">
      <span className="text-2xs text-ink-3">{label}</span>
      <span className={cn(isMain ? 'text-lg font-semibold' : 'text-base')}>{text}</span>
    </span>
  );
}

function SmallCopy({ text, label }: { readonly text: string; readonly label: string }) {
  return (
    <CopyButton
      text={text}
      label={label}
      className="-my-1 size-6! opacity-0 group-focus-within:opacity-100 group-hover:opacity-100 pointer-coarse:opacity-100"
    />
  );
}

/** Of 1: `12.3%`; the smallest parts as `<0.1%`. */
function share(part: number): string {
  const percent = part * 100;
  if (percent > 0 && percent < 0.1) return '<0.1%';
  return `${percent >= 10 ? percent.toFixed(0) : percent.toFixed(1)}%`;
}

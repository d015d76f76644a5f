// One side of a comparison: which trace it is, and what it is like or why it is not there.
import { Link } from '@tanstack/react-router';
import { type FormEvent, useMemo, useState } from 'react';
import { useZone } from '#app/components/preferences/preferences-context.tsx';
import { formatCount, formatExact } from '#app/components/time/format.ts';
import { Button } from '#app/components/ui/button.tsx';
import { SMALL_INPUT } from '#app/components/ui/field.tsx';
import type { TraceTree } from '#app/lib/trace-model/tree-types.ts';
import { formatDuration } from '../duration.ts';
import { traceFacts } from '../header/summary.ts';
import type { TraceLoad } from '../load/use-trace-load.ts';
import { traceIdIn } from './trace-id-in.ts';

interface TracePickerProps {
  readonly side: 'A' | 'B';
  readonly traceId: string;
  readonly source: string;
  readonly load: TraceLoad | undefined;
  readonly onTraceId: (traceId: string) => void;
}

export function TracePicker({ side, traceId, source, load, onTraceId }: TracePickerProps) {
  const [text, setText] = useState(traceId);
  const [shown, setShown] = useState(traceId);
  // Another trace by a swap or the browser's way back.
  if (shown !== traceId) {
    setShown(traceId);
    setText(traceId);
  }
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    onTraceId(traceIdIn(text));
  };
  return (
    <section aria-label={`Trace ${side}`} className="flex min-w-0 flex-1 basis-72 flex-col gap-1.5">
      <form onSubmit={onSubmit} className="flex items-center gap-2">
        <span
          aria-hidden
          className="flex size-6 shrink-0 items-center justify-center rounded-md bg-selected text-xs font-semibold"
        >
          {side}
        </span>
        <input
          aria-label={`Id of trace ${side}`}
          value={text}
          onChange={(event) => setText(event.target.value)}
          onBlur={() => traceIdIn(text) !== traceId && onTraceId(traceIdIn(text))}
          onKeyDown={(event) => event.key === 'Escape' && event.currentTarget.blur()}
          placeholder="A trace id, or a link to a trace"
          spellCheck={false}
          className={`${SMALL_INPUT} font-mono`}
        />
      </form>
      <div className="min-h-[18px] pl-8 text-xs">
        {load && traceId !== '' && <Facts load={load} traceId={traceId} source={source} />}
      </div>
    </section>
  );
}

function Facts({
  load,
  traceId,
  source,
}: {
  readonly load: TraceLoad;
  readonly traceId: string;
  readonly source: string;
}) {
  if (load.state === 'failed')
    return (
      <div role="alert" className="flex flex-wrap items-center gap-2 text-danger">
        <span>
          {load.error.message} {load.error.hint}
        </span>
        <Button onClick={load.reload}>Try again</Button>
      </div>
    );
  if (load.state === 'cancelled')
    return (
      <p className="flex items-center gap-2 text-ink-3">
        Not loaded. <Button onClick={load.reload}>Load it</Button>
      </p>
    );
  if (load.state !== 'ready') {
    const spans = load.state === 'laying' ? load.spans : (load.progress?.spans ?? 0);
    return (
      <p role="status" className="flex items-center gap-2 text-ink-3">
        Loading{spans > 0 && ` ${formatCount(spans, 'span')}`}…
        <button type="button" className="text-accent-ink" onClick={load.cancel}>
          Cancel
        </button>
      </p>
    );
  }
  return <Shown tree={load.trace.tree} traceId={traceId} source={source} />;
}

interface ShownProps {
  readonly tree: TraceTree;
  readonly traceId: string;
  readonly source: string;
}

function Shown({ tree, traceId, source }: ShownProps) {
  const zone = useZone();
  const facts = useMemo(() => traceFacts(tree), [tree]);
  return (
    <p className="flex min-w-0 flex-wrap gap-x-3 text-ink-3">
      <Link
        to="/traces/$traceId"
        params={{ traceId }}
        search={{ source }}
        className="max-w-full truncate text-accent-ink hover:underline"
      >
        {facts.rootService} {facts.rootName.slice(0, 200)}
      </Link>
      <span className="text-ink">{formatDuration(facts.durationNs)}</span>
      <span>{formatCount(facts.spans, 'span')}</span>
      <span className={facts.errors > 0 ? 'text-danger' : undefined}>
        {formatCount(facts.errors, 'error')}
      </span>
      <span>{formatExact(`${facts.startTime.slice(0, 23)}Z`, zone)}</span>
    </p>
  );
}

// Everything about one span. What the columns know shows at once, the rest when it is there.
import { Check, ChevronDown, ChevronUp, Link2, X } from 'lucide-react';
import { useMemo, useState } from 'react';
import { Button, IconButton } from '#app/components/ui/button.tsx';
import { CopyButton, useCopy } from '#app/components/ui/copy-button.tsx';
import { SearchInput } from '#app/components/ui/search-input.tsx';
import { useDelayed } from '#app/components/ui/use-delayed.ts';
import { spanIdOf } from '#app/lib/trace-model/columns.ts';
import type { SpanDetail as Detail } from '#app/lib/traces/schema.ts';
import type { SpanDetailProps } from '../screen/views.ts';
import { serviceColor } from '../service-color.ts';
import { useTrace } from '../trace-context.ts';
import { SpanAttributes } from './span-attributes.tsx';
import { filterEvents, SpanEvents } from './span-events.tsx';
import { SpanFacts } from './span-facts.tsx';
import { SpanLinks } from './span-links.tsx';
import { SpanPercentile } from './span-percentile.tsx';
import { SpanRelated } from './span-related.tsx';
import { type SpanDetailState, useSpanDetail } from './use-span-detail.ts';

/** Progress is shown after this time, milliseconds. */
const PATIENCE_MS = 300;

export function SpanDetail({ span, onClose, onStep }: SpanDetailProps) {
  const { trace } = useTrace();
  const state = useSpanDetail(span);
  const { columns } = trace.tree;
  const service = columns.services[columns.service[span] ?? 0] ?? '';
  const name = columns.names[columns.name[span] ?? 0] ?? '';
  return (
    <div className="flex min-h-0 min-w-0 flex-1 flex-col bg-canvas" data-testid="span-detail">
      <header className="flex h-11 shrink-0 items-center gap-0.5 border-b border-line pr-2 pl-4">
        <h2
          className="flex min-w-0 flex-1 items-center gap-2 font-semibold"
          title={`${service}: ${name}`.slice(0, 1_000)}
        >
          <span
            aria-hidden
            className="h-4 w-1 shrink-0 rounded-full"
            style={{ background: serviceColor(service) }}
          />
          <span className="truncate">{name.slice(0, 300) || 'Span without a name'}</span>
        </h2>
        {state.detail && (
          <CopyButton text={() => JSON.stringify(state.detail, null, 2)} label="Copy the span as JSON" />
        )}
        {trace.source !== undefined && <CopyLink spanId={spanIdOf(columns, span)} />}
        <span className="mx-1 h-4 w-px bg-line" aria-hidden />
        <IconButton label="Previous span" shortcut="k" onClick={() => onStep(-1)}>
          <ChevronUp className="size-4" aria-hidden />
        </IconButton>
        <IconButton label="Next span" shortcut="j" onClick={() => onStep(1)}>
          <ChevronDown className="size-4" aria-hidden />
        </IconButton>
        <IconButton label="Close" shortcut="Esc" onClick={onClose}>
          <X className="size-4" aria-hidden />
        </IconButton>
      </header>
      <section
        aria-label="Span"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling area must be reachable by keyboard
        tabIndex={0}
        className="flex min-h-0 flex-1 flex-col gap-4 overflow-y-auto px-4 pt-3 pb-8 -outline-offset-2 slim-scroll *:shrink-0"
      >
        <SpanFacts span={span} detail={state.detail} />
        {trace.source !== undefined && <SpanPercentile span={span} source={trace.source} />}
        <SpanRelated span={span} detail={state.detail} />
        <Rest key={span} state={state} />
      </section>
    </div>
  );
}

function Rest({ state }: { readonly state: SpanDetailState }) {
  const isLate = useDelayed(state.isPending, PATIENCE_MS);
  if (state.detail) return <Content {...state} detail={state.detail} />;
  if (state.isPending) return isLate ? <p className="text-ink-3">Loading the attributes…</p> : null;
  return (
    <div role="alert" className="flex flex-col items-start gap-2 rounded-md bg-surface p-3">
      <p className="text-ink">{state.error?.message ?? 'Nothing more is known of this span.'}</p>
      {state.error?.hint && <p className="text-xs text-ink-2">{state.error.hint}</p>}
      {state.error && <Button onClick={state.retry}>Try again</Button>}
    </div>
  );
}

function Content({
  detail,
  backlinks,
  isPartial,
}: Pick<SpanDetailState, 'backlinks' | 'isPartial'> & { readonly detail: Detail }) {
  const [filter, setFilter] = useState('');
  const events = useMemo(() => filterEvents(detail.events, filter), [detail, filter]);
  return (
    <>
      <SearchInput
        aria-label="Search in this span"
        placeholder="Search in this span"
        value={filter}
        onText={setFilter}
      />
      {events.length > 0 && <SpanEvents events={events} all={detail.events.length} detail={detail} />}
      <SpanAttributes detail={detail} filter={filter} hasEvents={events.length > 0} />
      <SpanLinks detail={detail} backlinks={backlinks} isPartial={isPartial} />
    </>
  );
}

/** A link that opens this span in this view. */
function CopyLink({ spanId }: { readonly spanId: string }) {
  const { copied, copy } = useCopy();
  const onClick = () => {
    const url = new URL(window.location.href);
    url.searchParams.set('span', spanId);
    copy(url.href);
  };
  return (
    <IconButton label={copied ? 'Copied' : 'Copy a link to this span'} onClick={onClick}>
      {copied ? <Check className="size-3.5" aria-hidden /> : <Link2 className="size-3.5" aria-hidden />}
    </IconButton>
  );
}

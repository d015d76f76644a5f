// What the columns tell of a span.
import { ChevronDown, ChevronUp, X } from 'lucide-react';
import { useZone } from '#app/components/preferences/preferences-context.tsx';
import { formatExact } from '#app/components/time/format.ts';
import { IconButton } from '#app/components/ui/button.tsx';
import { CopyButton } from '#app/components/ui/copy-button.tsx';
import { SPAN_KINDS, SPAN_STATUSES, spanIdOf } from '#app/lib/trace-model/columns.ts';
import { formatDuration } from '../duration.ts';
import { timestampOf } from '../header/summary.ts';
import { useTrace } from '../trace-context.ts';
import type { SpanDetailProps } from './views.ts';

export function SpanFacts({ span, onClose, onStep }: SpanDetailProps) {
  const { trace } = useTrace();
  const zone = useZone();
  const { columns } = trace.tree;
  const id = spanIdOf(columns, span);
  const start = columns.start[span] ?? 0;
  const facts = [
    ['Start', formatExact(timestampOf(columns, start), zone)],
    ['After the trace began', formatDuration(start - trace.tree.begin)],
    ['Duration', formatDuration(columns.duration[span] ?? 0)],
    ['Self', formatDuration(trace.tree.self[span] ?? 0)],
    ['Kind', SPAN_KINDS[columns.kind[span] ?? 0] ?? ''],
    ['Status', SPAN_STATUSES[columns.status[span] ?? 0] ?? ''],
    ['Events', String(columns.events[span] ?? 0)],
    ['Links', String(columns.links[span] ?? 0)],
    ['Span id', id],
  ];
  return (
    <div className="flex min-w-0 flex-1 flex-col">
      <header className="flex items-center gap-1 border-b border-line px-3 py-1.5">
        <h2 className="min-w-0 flex-1 truncate font-medium">{columns.names[columns.name[span] ?? 0]}</h2>
        <CopyButton text={id} label="Copy the span id" />
        <IconButton label="Previous span" onClick={() => onStep(-1)}>
          <ChevronUp className="size-4" aria-hidden />
        </IconButton>
        <IconButton label="Next span" onClick={() => onStep(1)}>
          <ChevronDown className="size-4" aria-hidden />
        </IconButton>
        <IconButton label="Close" shortcut="Esc" onClick={onClose}>
          <X className="size-4" aria-hidden />
        </IconButton>
      </header>
      <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1 overflow-y-auto px-4 py-3">
        <dt className="text-ink-3">Service</dt>
        <dd>{columns.services[columns.service[span] ?? 0]}</dd>
        {facts.map(([label, value]) => (
          <div key={label} className="contents">
            <dt className="text-ink-3">{label}</dt>
            <dd className="break-all">{value}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

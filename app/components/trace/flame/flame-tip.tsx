// What stands at the pointer over a bar of the flame graph.
import { formatCount } from '#app/components/time/format.ts';
import type { FlameGraph } from '#app/lib/trace-model/flame.ts';
import { formatDuration } from '../duration.ts';

interface FlameTipProps {
  readonly graph: FlameGraph;
  readonly bar: number;
  /** CSS pixels in the picture. */
  readonly x: number;
  readonly y: number;
  readonly room: { readonly width: number; readonly height: number };
}

const WIDTH_PX = 300;
const HEIGHT_PX = 150;
const OFFSET_PX = 14;

export function FlameTip({ graph, bar, x, y, room }: FlameTipProps) {
  const facts = barFacts(graph, bar);
  const left = x + OFFSET_PX + WIDTH_PX > room.width ? Math.max(0, x - OFFSET_PX - WIDTH_PX) : x + OFFSET_PX;
  const top =
    y + OFFSET_PX + HEIGHT_PX > room.height ? Math.max(0, y - OFFSET_PX - HEIGHT_PX) : y + OFFSET_PX;
  return (
    <div
      aria-hidden
      className="pointer-events-none absolute top-0 left-0 z-20 rounded-md bg-raised px-2.5 py-2 text-xs shadow-raised"
      style={{ width: WIDTH_PX, transform: `translate(${left}px, ${top}px)` }}
    >
      <p className="line-clamp-3 font-medium wrap-anywhere">{facts.name}</p>
      <p className="mb-1 truncate text-ink-2">{facts.service}</p>
      <dl>
        {facts.figures.map(([label, text]) => (
          <div key={label} className="flex justify-between gap-4">
            <dt className="text-ink-3">{label}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

/** What is known of a bar, as text. */
export function barFacts(graph: FlameGraph, bar: number) {
  const { columns, service, name, spans, errors, total, self, width, wholeWidth } = graph;
  const failed = errors[bar] ?? 0;
  const share = wholeWidth === 0 ? 0 : (width[bar] ?? 0) / wholeWidth;
  return {
    name: (columns.names[name[bar] ?? 0] ?? '').slice(0, 1_000) || 'Span without a name',
    service: columns.services[service[bar] ?? 0] || 'no service',
    figures: [
      ['Spans', formatCount(spans[bar] ?? 0)],
      ...(failed > 0 ? [['Errors', formatCount(failed)] as const] : []),
      ['Durations added up', formatDuration(total[bar] ?? 0)],
      ['Self', formatDuration(self[bar] ?? 0)],
      ['Self, with all it calls', `${formatDuration(width[bar] ?? 0)} (${(share * 100).toFixed(1)}%)`],
    ] as readonly (readonly [label: string, text: string])[],
  };
}

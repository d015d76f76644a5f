// The services of a trace in small: a stripe of their colours, as wide as their parts of the spans, and their number.
import { formatCount } from '#app/components/time/format.ts';
import { serviceColor } from '#app/components/trace/service-color.ts';
import type { TraceSummary } from '#app/lib/traces/schema.ts';

/** Stripes of more would be too thin to tell apart. */
const MOST = 10;

export function ServiceStrip({ services }: Pick<TraceSummary, 'services'>) {
  const shown = services.slice(0, MOST);
  const words = services.map(({ name, spans }) => `${name} ${formatCount(spans)}`);
  return (
    <span
      role="presentation"
      className="flex min-w-0 items-center gap-2"
      data-tip={[
        ...words.slice(0, MOST),
        ...(words.length > MOST ? [`and ${words.length - MOST} more`] : []),
      ].join(' · ')}
    >
      <span aria-hidden className="flex h-2.5 min-w-0 flex-1 gap-px overflow-hidden rounded-sm">
        {shown.map(({ name, spans }) => (
          <span
            key={name}
            className="min-w-1"
            // The square root keeps a service of few spans to be seen beside one of many.
            style={{ background: serviceColor(name), flexGrow: Math.sqrt(spans) }}
          />
        ))}
      </span>
      <span aria-hidden className="w-5 shrink-0 text-right text-ink-2">
        {services.length}
      </span>
      <span className="sr-only">
        {formatCount(services.length, 'service')}: {words.join(', ')}
      </span>
    </span>
  );
}

// What is marked on the bar of a span: its events and its logs. Pure.
import { LEVEL_FILL } from '#app/components/logs/severity.ts';
import type { LogRow } from '#app/lib/logs/schema.ts';
import { severityLevel } from '#app/lib/telemetry/severity.ts';
import type { SpanColumns } from '#app/lib/trace-model/columns.ts';
import { spansById } from '#app/lib/trace-model/find.ts';
import type { SpanDetail } from '#app/lib/traces/schema.ts';
import { nsSince } from '../logs/ns-since.ts';

/** Something that happened at a point in time. */
export interface Mark {
  readonly kind: 'event' | 'exception' | 'log';
  /** Nanoseconds from the trace's base. */
  readonly at: number;
  /** Of a log: the colour of its severity, as CSS. */
  readonly color: string | undefined;
  readonly text: string;
}

/** By span, in order of time. */
export type Marks = ReadonlyMap<number, readonly Mark[]>;

const TEXT_LENGTH = 200;

/** Records without a span of this trace are left out. */
export function logMarks(columns: SpanColumns, rows: readonly LogRow[]): Marks {
  return marksOf(columns, rows, (row) => [
    {
      kind: 'log',
      at: nsSince(columns.baseNs, row.timestamp),
      color: LEVEL_FILL[severityLevel(row)],
      text: row.body.slice(0, TEXT_LENGTH),
    },
  ]);
}

export function eventMarks(
  columns: SpanColumns,
  spans: readonly Pick<SpanDetail, 'spanId' | 'events'>[],
): Marks {
  return marksOf(columns, spans, ({ events }) => marksOfEvents(columns.baseNs, events));
}

/** The events of one span. */
export function marksOfEvents(baseNs: bigint, events: SpanDetail['events']): readonly Mark[] {
  return events.map(({ name, timestamp, attributes }) => ({
    kind: name === 'exception' || attributes['exception.type'] !== undefined ? 'exception' : 'event',
    at: nsSince(baseNs, timestamp),
    color: undefined,
    text: [name, attributes['exception.type'], attributes['exception.message']]
      .filter((part) => part !== undefined)
      .join(' ')
      .slice(0, TEXT_LENGTH),
  }));
}

/** Both, in order of time. */
export function mergeMarks(one: Marks, other: Marks): Marks {
  if (one.size === 0) return other;
  const merged = new Map(one);
  for (const [span, marks] of other)
    merged.set(
      span,
      [...(merged.get(span) ?? []), ...marks].sort((a, b) => a.at - b.at),
    );
  return merged;
}

/** Of spans that share an id, the first stored one has the marks. */
function marksOf<Item extends { readonly spanId: string }>(
  columns: SpanColumns,
  items: readonly Item[],
  marksOfItem: (item: Item) => readonly Mark[],
): Marks {
  const spans = spansById(
    columns,
    items.map(({ spanId }) => spanId),
  );
  const marks = new Map<number, Mark[]>();
  for (const item of items) {
    const span = spans.get(item.spanId);
    if (span === undefined) continue;
    const list = marks.get(span) ?? [];
    list.push(...marksOfItem(item));
    marks.set(span, list);
  }
  return marks;
}

// What is marked on the bar of a span: its events and its logs. Pure.
import { LEVEL_FILL } from '#app/components/logs/severity.ts';
import type { LogRow } from '#app/lib/logs/schema.ts';
import { severityLevel } from '#app/lib/telemetry/severity.ts';
import type { SpanColumns } from '#app/lib/trace-model/columns.ts';
import { IdIndex, wordsOf } from '#app/lib/trace-model/id-index.ts';
import type { SpanDetail } from '#app/lib/traces/schema.ts';

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
      at: nsFrom(columns.baseNs, row.timestamp),
      color: LEVEL_FILL[severityLevel(row)],
      text: row.body.slice(0, TEXT_LENGTH),
    },
  ]);
}

export function eventMarks(
  columns: SpanColumns,
  spans: readonly Pick<SpanDetail, 'spanId' | 'events'>[],
): Marks {
  return marksOf(columns, spans, ({ events }) =>
    events.map(({ name, timestamp, attributes }) => ({
      kind: name === 'exception' || attributes['exception.type'] !== undefined ? 'exception' : 'event',
      at: nsFrom(columns.baseNs, timestamp),
      color: undefined,
      text: [name, attributes['exception.type'], attributes['exception.message']]
        .filter((part) => part !== undefined)
        .join(' ')
        .slice(0, TEXT_LENGTH),
    })),
  );
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
  const wanted = items.filter(({ spanId }) => /^[0-9a-f]{16}$/.test(spanId));
  const marks = new Map<number, Mark[]>();
  if (wanted.length === 0) return marks;
  const ids = BigUint64Array.from(wanted, ({ spanId }) => BigInt(`0x${spanId}`));
  const index = new IdIndex(ids);
  for (let at = 0; at < ids.length; at += 1) index.add(at);
  const words = wordsOf(columns.id);
  const spans = new Map<bigint, number>();
  for (let span = 0; span < columns.count; span += 1) {
    const at = index.find(words[span * 2] ?? 0, words[span * 2 + 1] ?? 0);
    const id = at === -1 ? undefined : ids[at];
    if (id !== undefined && !spans.has(id)) spans.set(id, span);
  }
  for (const [at, item] of wanted.entries()) {
    const span = spans.get(ids[at] ?? 0n);
    if (span === undefined) continue;
    const list = marks.get(span) ?? [];
    list.push(...marksOfItem(item));
    marks.set(span, list);
  }
  return marks;
}

/** From the base to a timestamp of RFC 3339 with nine decimals. */
function nsFrom(baseNs: bigint, timestamp: string): number {
  const ms = Date.parse(`${timestamp.slice(0, 19)}Z`);
  const decimals = (/\.(\d{1,9})/.exec(timestamp)?.[1] ?? '').padEnd(9, '0');
  return Number(BigInt(ms) * 1_000_000n + BigInt(decimals) - baseNs);
}

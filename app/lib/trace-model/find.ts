// Finds spans of a trace by text or by id, and goes from one to the next in the order of the rows.
import { type SpanColumns, spanIdOf } from './columns.ts';
import { IdIndex, wordsOf } from './id-index.ts';

/** Spans that match: `marked` is 1 for each, `count` how many there are. */
export interface Matches {
  readonly marked: Uint8Array;
  readonly count: number;
}

const SPAN_ID = /^[0-9a-f]{16}$/;

/** Spans whose service or name holds the text, in any case, and the span with that id. An empty text matches none. */
export function findByText(columns: SpanColumns, text: string): Matches {
  const wanted = text.trim().toLowerCase();
  const marked = new Uint8Array(columns.count);
  if (wanted === '') return { marked, count: 0 };
  const holds = (word: string) => (word.toLowerCase().includes(wanted) ? 1 : 0);
  const services = Uint8Array.from(columns.services, holds);
  const names = Uint8Array.from(columns.names, holds);
  const { service, name } = columns;
  for (let span = 0; span < marked.length; span++)
    marked[span] = (services[service[span] as number] as number) | (names[name[span] as number] as number);
  if (SPAN_ID.test(wanted)) for (const span of spansWithId(columns, wanted)) marked[span] = 1;
  for (const [span, id] of columns.oddIds) if (id.toLowerCase() === wanted) marked[span] = 1;
  return { marked, count: countMarked(marked) };
}

/** Spans with these ids, as a search in the store answers. */
export function findByIds(columns: SpanColumns, ids: readonly string[]): Matches {
  const marked = new Uint8Array(columns.count);
  const wanted = BigUint64Array.from(
    ids.filter((id) => SPAN_ID.test(id)),
    (id) => BigInt(`0x${id}`),
  );
  const index = new IdIndex(wanted);
  for (let i = 0; i < wanted.length; i++) index.add(i);
  const words = wordsOf(columns.id);
  for (let span = 0; span < columns.count; span++)
    if (index.find(words[span * 2] as number, words[span * 2 + 1] as number) !== -1) marked[span] = 1;
  const odd = new Set(ids);
  for (const [span, id] of columns.oddIds) marked[span] = odd.has(id) ? 1 : 0;
  return { marked, count: countMarked(marked) };
}

/** The first span of each id that the trace has. One pass over the trace, however many ids. */
export function spansById(columns: SpanColumns, ids: Iterable<string>): ReadonlyMap<string, number> {
  const wanted = [...new Set(ids)].filter((id) => SPAN_ID.test(id));
  const found = new Map<string, number>();
  if (wanted.length === 0) return found;
  const values = BigUint64Array.from(wanted, (id) => BigInt(`0x${id}`));
  const index = new IdIndex(values);
  for (let at = 0; at < values.length; at++) index.add(at);
  const words = wordsOf(columns.id);
  for (let span = 0; span < columns.count && found.size < wanted.length; span++) {
    const at = index.find(words[span * 2] as number, words[span * 2 + 1] as number);
    const id = at === -1 ? undefined : wanted[at];
    if (id !== undefined && !found.has(id)) found.set(id, span);
  }
  return found;
}

/** The first entry with this id, or -1. */
export function findById(columns: SpanColumns, id: string): number {
  return spansWithId(columns, id)[0] ?? -1;
}

function spansWithId(columns: SpanColumns, id: string): number[] {
  const found: number[] = [];
  if (SPAN_ID.test(id)) {
    const wanted = BigInt(`0x${id}`);
    for (let span = columns.id.indexOf(wanted); span !== -1; span = columns.id.indexOf(wanted, span + 1))
      if (spanIdOf(columns, span) === id) found.push(span);
    return found;
  }
  for (const [span, odd] of columns.oddIds) if (odd === id) found.push(span);
  return found;
}

function countMarked(marked: Uint8Array): number {
  let count = 0;
  for (const mark of marked) count += mark;
  return count;
}

/**
 * The match after (step 1) or before (step -1) a span, going round at the ends; -1 where there is none. `ordered` are the
 * matches in row order (`rows.inOrder`), `places` those of the rows; `from` need not match, and -1 is before the first row.
 */
export function stepMatch(ordered: Uint32Array, places: Uint32Array, from: number, step: 1 | -1): number {
  const { length } = ordered;
  if (length === 0) return -1;
  const place = from === -1 ? -1 : (places[from] as number);
  let low = 0;
  let high = length;
  // Going forwards the first match behind `from` is wanted, going back the last one before it.
  const bound = step === 1 ? place + 1 : place;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((places[ordered[middle] as number] as number) < bound) low = middle + 1;
    else high = middle;
  }
  const at = step === 1 ? low : low - 1;
  return ordered[(at + length) % length] as number;
}

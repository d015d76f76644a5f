// A box in the heatmap: a stretch of time and one of durations. Its form in the URL, and what it does to a search. Pure.
import { parseSearch } from '#app/lib/search/parse.ts';

/** The ends are not in the box. Durations are nanoseconds. */
export interface Box {
  readonly fromMs: number;
  readonly toMs: number;
  readonly minNs: number;
  readonly maxNs: number;
}

/** Which spans, at fixed points in time (RFC 3339). */
export interface Selection {
  readonly from: string;
  readonly to: string;
  readonly query: string;
  readonly language: 'lucene' | 'sql';
  readonly source: string;
}

/** Undefined when the text is no box. */
export function parseBox(text: string): Box | undefined {
  const match = /^(\d{1,16})-(\d{1,16})-(\d{1,20})-(\d{1,20})$/.exec(text);
  if (!match) return undefined;
  const [fromMs = 0, toMs = 0, minNs = 0, maxNs = 0] = match.slice(1).map(Number);
  return fromMs < toMs && minNs < maxNs ? { fromMs, toMs, minNs, maxNs } : undefined;
}

/** As `parseBox` reads it: `fromMs-toMs-minNs-maxNs`, whole numbers. */
export function printBox({ fromMs, toMs, minNs, maxNs }: Box): string {
  return [Math.floor(fromMs), Math.ceil(toMs), Math.floor(minNs), Math.ceil(maxNs)].join('-');
}

/** The selection without what lies outside the box. */
export function insideBox(search: Selection, box: Box): Selection {
  const from = Math.max(Date.parse(search.from), box.fromMs);
  const to = Math.min(Date.parse(search.to), box.toMs);
  // A box beside the range holds nothing, and a range must not be empty.
  const isBeside = from >= to;
  return {
    ...withDurations(search, isBeside ? NEVER : box),
    ...(isBeside ? {} : { from: new Date(from).toISOString(), to: new Date(to).toISOString() }),
  };
}

const NEVER = { minNs: 1, maxNs: 1 };

/** The selection with a bound on the duration; `maxNs` is left out, undefined is open. */
export function withDurations(
  search: Selection,
  { minNs, maxNs }: { readonly minNs?: number | undefined; readonly maxNs?: number | undefined },
): Selection {
  if (minNs === undefined && maxNs === undefined) return search;
  const { query, language } = search;
  if (language === 'sql') {
    const bounds = [
      minNs !== undefined && `Duration >= ${whole(minNs)}`,
      maxNs !== undefined && `Duration < ${whole(maxNs)}`,
    ].filter((bound) => bound !== false);
    // The line break ends a comment.
    const all = query.trim() === '' ? bounds : [`(${query}\n)`, ...bounds];
    return { ...search, query: all.join(' AND ') };
  }
  const { tree, diagnostics } = parseSearch(query);
  // A mistake is told of as it was typed.
  if (diagnostics.length > 0) return search;
  const low = minNs === undefined ? '*' : `${whole(minNs)}ns`;
  const high = maxNs === undefined ? '*' : `${whole(maxNs)}ns`;
  const bound = `duration:[${low} TO ${high}}`;
  // Without brackets where they are not needed: positions in the answer are then those of what was typed.
  const rest = tree.kind === 'or' ? `(${query})` : query;
  return { ...search, query: query.trim() === '' ? bound : `${rest} ${bound}` };
}

/** Without an exponent. */
function whole(value: number): string {
  return BigInt(Math.round(value)).toString();
}

// Puts the spans of a trace in a tree, whatever is wrong with them: linear in time but for sorting, and no recursion.
import { SPAN_KINDS, SPAN_STATUSES, type SpanColumns } from './columns.ts';
import { layForest } from './forest.ts';
import { IdIndex, wordsOf } from './id-index.ts';
import { orderByKey } from './radix-order.ts';
import type { TraceProblem, TraceTree } from './tree-types.ts';

const ERROR = SPAN_STATUSES.indexOf('Error');
const CLIENT = SPAN_KINDS.indexOf('Client');
const SERVER = SPAN_KINDS.indexOf('Server');
/** Spans that a problem names. */
const NAMED = 100;

/**
 * The tree of a trace. Where something is wrong (parents that are missing or in a circle, ids that are there twice) every
 * span still has its one place, and `problems` says what was done.
 */
export function buildTree(columns: SpanColumns): TraceTree {
  const byStart = orderByKey(columns.start);
  const problems = new Problems();
  const parent = findParents(columns, byStart, problems);
  cutCycles(parent, byStart, problems);
  const forest = layForest(parent, byStart);
  const { begin, end } = extent(columns);
  return {
    columns,
    parent,
    ...forest,
    errors: sumErrors(columns, parent, forest.preorder),
    self: selfTimes(columns, parent, forest.preorder),
    begin,
    end,
    problems: problems.list(),
  };
}

class Problems {
  private readonly found = new Map<TraceProblem['kind'], { count: number; spans: number[] }>();

  add(kind: TraceProblem['kind'], span: number): void {
    let entry = this.found.get(kind);
    if (entry === undefined) {
      entry = { count: 0, spans: [] };
      this.found.set(kind, entry);
    }
    entry.count++;
    if (entry.spans.length < NAMED) entry.spans.push(span);
  }

  /** One root is none too many. */
  list(): TraceProblem[] {
    return [...this.found]
      .filter(([kind, { count }]) => kind !== 'several-roots' || count > 1)
      .map(([kind, entry]) => ({ kind, ...entry }));
  }
}

/** Of equal ids the earliest span has the children, however the spans arrived. */
function findParents(columns: SpanColumns, byStart: Uint32Array, problems: Problems): Int32Array {
  const { count, parentId } = columns;
  const { index, servers } = indexIds(columns, byStart, problems);
  const words = wordsOf(parentId);
  const parent = new Int32Array(count).fill(-1);
  let lost = 0;
  let low = 0;
  let high = 0;
  let found = -1;
  for (let span = 0; span < count; span++) {
    // Siblings are often stored one after the other.
    if (words[span * 2] !== low || words[span * 2 + 1] !== high) {
      low = words[span * 2] as number;
      high = words[span * 2 + 1] as number;
      found = low === 0 && high === 0 ? -1 : index.find(low, high);
    }
    parent[span] = found;
    if (found === -1) lost++;
  }
  for (let i = 0; lost > 0 && i < count; i++) {
    const span = byStart[i] as number;
    if (parent[span] !== -1 || servers.has(span)) continue;
    const isRoot = words[span * 2] === 0 && words[span * 2 + 1] === 0;
    problems.add(isRoot ? 'several-roots' : 'missing-parent', span);
  }
  for (const [server, client] of servers) parent[server] = client;
  return parent;
}

/**
 * The spans that have an id. Zipkin's clients write both sides of a call with one id: such a server is no duplicate, it has
 * the children, and `servers` gives its client, which is its parent.
 */
function indexIds(columns: SpanColumns, byStart: Uint32Array, problems: Problems) {
  const { count, id, start } = columns;
  const index = new IdIndex(id);
  const words = wordsOf(id);
  const hasId = (span: number) => words[span * 2] !== 0 || words[span * 2 + 1] !== 0;
  let duplicates = 0;
  for (let span = 0; span < count; span++) {
    const held = hasId(span) ? index.add(span) : -1;
    if (held === -1) continue;
    duplicates++;
    if ((start[span] as number) < (start[held] as number)) index.replace(span);
  }
  const servers = new Map<number, number>();
  for (let i = 0; duplicates > 0 && i < count; i++) {
    const span = byStart[i] as number;
    const first = hasId(span) ? index.find(words[span * 2] as number, words[span * 2 + 1] as number) : span;
    if (first === span) continue;
    const call = callOf(columns, first, span);
    if (call === undefined || servers.has(first)) {
      problems.add('duplicate', span);
    } else {
      servers.set(call.server, call.client);
      index.replace(call.server);
    }
  }
  return { index, servers };
}

/** Which of two spans with one id is the client and which the server, if they are the sides of a call. */
function callOf({ kind, parentId }: SpanColumns, a: number, b: number) {
  if (parentId[a] !== parentId[b]) return undefined;
  if (kind[a] === CLIENT && kind[b] === SERVER) return { client: a, server: b };
  return kind[a] === SERVER && kind[b] === CLIENT ? { client: b, server: a } : undefined;
}

const NEW = 0;
const ON_THIS_WALK = 1;
const DONE = 2;

/** Walks up from every span; meeting the same walk again is a circle. */
function cutCycles(parent: Int32Array, byStart: Uint32Array, problems: Problems): void {
  const state = new Uint8Array(parent.length);
  let rank: Uint32Array | undefined;
  for (let from = 0; from < parent.length; from++) {
    let span = from;
    while (span !== -1 && state[span] === NEW) {
      state[span] = ON_THIS_WALK;
      span = parent[span] as number;
    }
    const met = span !== -1 && state[span] === ON_THIS_WALK ? span : -1;
    for (span = from; span !== -1 && state[span] === ON_THIS_WALK; span = parent[span] as number)
      state[span] = DONE;
    if (met === -1) continue;
    rank ??= ranksOf(byStart);
    const cut = earliestInCycle(parent, met, rank);
    parent[cut] = -1;
    problems.add('cycle', cut);
  }
}

function ranksOf(order: Uint32Array): Uint32Array {
  const rank = new Uint32Array(order.length);
  for (let i = 0; i < order.length; i++) rank[order[i] as number] = i;
  return rank;
}

function earliestInCycle(parent: Int32Array, member: number, rank: Uint32Array): number {
  let earliest = member;
  for (let span = parent[member] as number; span !== member; span = parent[span] as number)
    if ((rank[span] as number) < (rank[earliest] as number)) earliest = span;
  return earliest;
}

function extent({ count, start, duration }: SpanColumns): { begin: number; end: number } {
  let begin = count === 0 ? 0 : Number.POSITIVE_INFINITY;
  let end = 0;
  for (let span = 0; span < count; span++) {
    const from = start[span] as number;
    const to = from + (duration[span] as number);
    if (from < begin) begin = from;
    if (to > end) end = to;
  }
  return { begin, end };
}

function sumErrors({ status }: SpanColumns, parent: Int32Array, preorder: Uint32Array): Uint32Array {
  const errors = new Uint32Array(parent.length);
  for (let i = preorder.length - 1; i >= 0; i--) {
    const span = preorder[i] as number;
    const own = (errors[span] as number) + (status[span] === ERROR ? 1 : 0);
    errors[span] = own;
    const above = parent[span] as number;
    if (above !== -1) errors[above] = (errors[above] as number) + own;
  }
  return errors;
}

/** In preorder the children of a span come by start: the part that each adds is what lies behind all before it. */
function selfTimes(columns: SpanColumns, parent: Int32Array, preorder: Uint32Array): Float64Array {
  const { start, duration } = columns;
  const self = Float64Array.from(duration);
  const coveredTo = Float64Array.from(start);
  for (const span of preorder) {
    const above = parent[span] as number;
    if (above === -1) continue;
    const from = Math.max(start[span] as number, coveredTo[above] as number);
    const to = Math.min(
      (start[span] as number) + (duration[span] as number),
      (start[above] as number) + (duration[above] as number),
    );
    if (to <= from) continue;
    self[above] = Math.max(0, (self[above] as number) - (to - from));
    coveredTo[above] = to;
  }
  return self;
}

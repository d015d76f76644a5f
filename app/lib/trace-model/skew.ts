// Clocks that disagree: finds them by calls whose two sides cannot both be right, says so, and corrects the starts.
import { SPAN_KINDS, type SpanColumns } from './columns.ts';
import type { TraceProblem, TraceTree } from './tree-types.ts';

const CLIENT = SPAN_KINDS.indexOf('Client');
const SERVER = SPAN_KINDS.indexOf('Server');
const PRODUCER = SPAN_KINDS.indexOf('Producer');
const CONSUMER = SPAN_KINDS.indexOf('Consumer');

/** Below this a difference is rounding: a microsecond and a thousandth of the caller's duration. */
const ROUNDING_NS = 1_000;
const ROUNDING_SHARE = 0.001;
const NAMED = 100;

/** What the calls from one service to another say about their clocks. */
export interface ClockDifference {
  /** Places in `columns.services`. */
  readonly caller: number;
  readonly callee: number;
  /** What to add to the callee's times to have them by the caller's clock, nanoseconds: negative where it is ahead. */
  readonly correctionNs: number;
  /** Calls between the two, and those that are impossible by their clocks. */
  readonly calls: number;
  readonly impossible: number;
  /** Whether one correction makes all calls possible; if not, several hosts or a drifting clock are behind the service. */
  readonly isConsistent: boolean;
}

/** What `findSkew` finds. `problem` is undefined when the clocks agree as far as the spans can tell. */
export interface Skew {
  readonly differences: readonly ClockDifference[];
  readonly problem: TraceProblem | undefined;
}

/** Corrections of the callee's clock with which it begins after its caller, and ends before it. */
interface Call {
  readonly least: number;
  readonly most: number;
  readonly isImpossible: boolean;
}

/**
 * Compares clocks along every edge from one service to another. A child must not begin before its parent; the server's side
 * of a call must also end before the client's, unless it took longer (then the client gave up) . Services stand for their
 * hosts, which the columns do not tell apart.
 */
export function findSkew(tree: TraceTree): Skew {
  const pairs = callsByPair(tree);
  const doubtful = [...pairs.values()].filter(({ impossible }) => impossible > 0);
  if (doubtful.length === 0) return { differences: [], problem: undefined };
  collectLimits(tree, pairs);
  const differences = doubtful.map(({ caller, callee, calls, impossible, limits }) => ({
    caller,
    callee,
    ...correctionFor(limits),
    calls,
    impossible,
  }));
  differences.sort((a, b) => Math.abs(b.correctionNs) - Math.abs(a.correctionNs));
  const count = doubtful.reduce((sum, { impossible }) => sum + impossible, 0);
  const spans = doubtful.flatMap((pair) => pair.spans).slice(0, NAMED);
  return { differences, problem: { kind: 'clock-skew', count, spans } };
}

interface Pair {
  readonly caller: number;
  readonly callee: number;
  calls: number;
  impossible: number;
  /** The first of the impossible ones. */
  readonly spans: number[];
  /** Of each call, once it is known that some are impossible: a million calls between clocks that agree are only counted. */
  readonly limits: Pick<Call, 'least' | 'most'>[];
}

/** Every call from one service to another: its span, the caller's, and the number of the pair of services. */
function* calls({ parent, preorder, columns }: TraceTree) {
  const { service, services } = columns;
  for (const span of preorder) {
    const above = parent[span] as number;
    if (above === -1 || service[above] === service[span]) continue;
    yield { span, above, key: (service[above] as number) * services.length + (service[span] as number) };
  }
}

function callsByPair(tree: TraceTree): Map<number, Pair> {
  const { columns } = tree;
  const pairs = new Map<number, Pair>();
  for (const { span, above, key } of calls(tree)) {
    let pair = pairs.get(key);
    if (pair === undefined) {
      const [caller, callee] = [columns.service[above] as number, columns.service[span] as number];
      pair = { caller, callee, calls: 0, impossible: 0, spans: [], limits: [] };
      pairs.set(key, pair);
    }
    pair.calls++;
    if (!judge(columns, above, span).isImpossible) continue;
    pair.impossible++;
    if (pair.spans.length < NAMED) pair.spans.push(span);
  }
  return pairs;
}

function collectLimits(tree: TraceTree, pairs: ReadonlyMap<number, Pair>): void {
  for (const { span, above, key } of calls(tree)) {
    const pair = pairs.get(key);
    if (pair === undefined || pair.impossible === 0) continue;
    const { least, most } = judge(tree.columns, above, span);
    pair.limits.push({ least, most });
  }
}

function judge({ start, duration, kind }: SpanColumns, parent: number, child: number): Call {
  const parentDuration = duration[parent] as number;
  const childDuration = duration[child] as number;
  const rounding = ROUNDING_NS + parentDuration * ROUNDING_SHARE;
  const least = (start[parent] as number) - (start[child] as number);
  const isMessage = kind[parent] === PRODUCER || kind[child] === CONSUMER;
  const isCall = kind[parent] === CLIENT && kind[child] === SERVER;
  const endsInside = isCall && !isMessage && childDuration <= parentDuration;
  const most = endsInside ? least + parentDuration - childDuration : Number.POSITIVE_INFINITY;
  return { least, most, isImpossible: least > rounding || most < -rounding };
}

/** The middle of what all calls allow: as much time on the way there as back. */
function correctionFor(calls: readonly Pick<Call, 'least' | 'most'>[]): {
  correctionNs: number;
  isConsistent: boolean;
} {
  let least = Number.NEGATIVE_INFINITY;
  let most = Number.POSITIVE_INFINITY;
  for (const call of calls) {
    if (call.least > least) least = call.least;
    if (call.most < most) most = call.most;
  }
  const isConsistent = least <= most;
  const middles = calls
    .filter((call) => call.most !== Number.POSITIVE_INFINITY)
    .map((call) => (call.least + call.most) / 2)
    .sort((a, b) => a - b);
  const middle = middles[middles.length >> 1] ?? least;
  const correction = isConsistent ? Math.min(Math.max(middle, least), most) : middle;
  return { correctionNs: Math.round(correction), isConsistent };
}

/**
 * The columns by the clocks of the top-level spans: every subtree behind a call moves by the correction between the two
 * services, or by the nearest one that makes this call possible. Starts are counted from the new base.
 */
export function correctSkew(tree: TraceTree, skew: Skew): SpanColumns {
  const { columns, parent, preorder } = tree;
  const { service, services } = columns;
  const corrections = new Map(
    skew.differences.map((found) => [found.caller * services.length + found.callee, found.correctionNs]),
  );
  const shift = new Float64Array(columns.count);
  const start = new Float64Array(columns.count);
  let earliest = Number.POSITIVE_INFINITY;
  for (const span of preorder) {
    const above = parent[span] as number;
    if (above !== -1) {
      const between = (service[above] as number) * services.length + (service[span] as number);
      const correction = service[above] === service[span] ? undefined : corrections.get(between);
      const own = correction === undefined ? 0 : nearest(judge(columns, above, span), correction);
      shift[span] = (shift[above] as number) + own;
    }
    start[span] = (columns.start[span] as number) + (shift[span] as number);
    if ((start[span] as number) < earliest) earliest = start[span] as number;
  }
  if (columns.count > 0)
    for (let span = 0; span < start.length; span++) start[span] = (start[span] as number) - earliest;
  return {
    ...columns,
    start,
    baseNs: columns.count > 0 ? columns.baseNs + BigInt(earliest) : columns.baseNs,
  };
}

function nearest({ least, most }: Pick<Call, 'least' | 'most'>, correction: number): number {
  return Math.round(Math.min(Math.max(correction, least), most));
}

/** One sentence for readers. `format` writes nanoseconds as text. */
export function explainSkew(
  found: ClockDifference,
  services: readonly string[],
  format: (ns: number) => string,
): string {
  const callee = services[found.callee] ?? '';
  const caller = services[found.caller] ?? '';
  const by = format(Math.abs(found.correctionNs));
  const direction = found.correctionNs > 0 ? 'behind' : 'ahead of';
  const share = `${found.impossible} of ${found.calls} calls are impossible otherwise`;
  const doubt = found.isConsistent ? '' : '; the difference is not the same for all of them';
  return `The clock of ${callee} is about ${by} ${direction} that of ${caller}: ${share}${doubt}.`;
}

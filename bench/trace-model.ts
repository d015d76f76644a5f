// What the model of a trace costs the browser at a million spans: decoding, tree, rows, critical path, find and the views.
import { Buffer } from 'node:buffer';
import { buildTree } from '#app/lib/trace-model/build.ts';
import { callGraph } from '#app/lib/trace-model/calls.ts';
import { criticalPath } from '#app/lib/trace-model/critical-path.ts';
import { diffOperations, diffTraces } from '#app/lib/trace-model/diff.ts';
import { findByText } from '#app/lib/trace-model/find.ts';
import { flameGraph } from '#app/lib/trace-model/flame.ts';
import { SpanDecoder } from '#app/lib/trace-model/native-decode.ts';
import { TraceRows } from '#app/lib/trace-model/rows.ts';
import { findSkew } from '#app/lib/trace-model/skew.ts';
import { spanStatistics } from '#app/lib/trace-model/statistics.ts';
import { encodeSpanBlock, type WireSpan } from '#app/lib/trace-model/testing-wire.ts';
import { median } from './lib/median.ts';

const SPANS = 1_000_000;
const BLOCK = 65_409;
const CHUNK_BYTES = 65_536;
const RUNS = 3;
/** Decoding and building together are what stands between the last byte and the first row. */
const TARGET_MS = 1_500;
const BASE = 1_700_000_000_000_000_000n;

/** Multiplied by an odd number all ids differ, and look as random as real ones. */
const idOf = (i: number) => BigInt.asUintN(64, BigInt(i + 1) * 0x9e37_79b9_7f4a_7c15n);

/** Sixteen services, 400 operations, each span with up to eight children that lie inside of it. */
function* wireSpans(): Generator<WireSpan> {
  const starts = new Float64Array(SPANS);
  const durations = new Float64Array(SPANS);
  durations[0] = 3_600e9;
  for (let i = 0; i < SPANS; i++) {
    const above = (i - 1) >> 3;
    if (i > 0) {
      durations[i] = Math.floor((durations[above] as number) / 9);
      starts[i] = (starts[above] as number) + ((i - 1) & 7) * (durations[i] as number) + ((i * 7919) % 97);
    }
    yield {
      start: BASE + BigInt(starts[i] as number),
      duration: BigInt(durations[i] as number),
      id: idOf(i),
      parentId: i === 0 ? 0n : idOf(above),
      oddId: '',
      service: `service-${(above * 31) % 16}`,
      name: `GET /api/v1/things/${(i * 17) % 400}`,
      kind: i % 6,
      status: i % 50 === 0 ? 2 : 0,
      events: i % 3,
      exceptions: 0,
      links: 0,
    };
  }
}

/** In the order of the store: by service, then by time. */
function blocks(): Buffer {
  const spans = [...wireSpans()].sort(
    (a, b) => (a.service < b.service ? -1 : Number(a.service > b.service)) || Number(a.start - b.start),
  );
  const made: Buffer[] = [];
  for (let from = 0; from < SPANS; from += BLOCK)
    made.push(encodeSpanBlock(spans.slice(from, from + BLOCK), true));
  return Buffer.concat(made);
}

/** Milliseconds of processor time, which does not count what else runs on the machine. */
function processorMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}

const show = (ms: number) => `${ms < 10 ? ms.toFixed(2) : ms.toFixed(0)} ms`.padStart(10);

/** The first run, as a page sees it, and the median of the ones after, as an engine that knows the code by then. */
function measure<T>(what: string, run: () => T): { value: T; ms: number } {
  const times: number[] = [];
  const begin = processorMs();
  let value = run();
  const first = processorMs() - begin;
  for (let i = 0; i < RUNS; i++) {
    const from = processorMs();
    value = run();
    times.push(processorMs() - from);
  }
  const ms = median(times);
  console.log(`${what.padEnd(40)} ${show(first)}  ${show(ms)}`);
  return { value, ms };
}

function decode(bytes: Buffer) {
  const decoder = new SpanDecoder('bench', SPANS);
  for (let from = 0; from < bytes.length; from += CHUNK_BYTES)
    decoder.push(bytes.subarray(from, from + CHUNK_BYTES));
  return decoder.finish();
}

/** Bytes of the typed arrays of an object. */
function arrayBytes(object: object): number {
  return Object.values(object).reduce(
    (sum, each) => sum + (ArrayBuffer.isView(each) ? each.byteLength : 0),
    0,
  );
}

const bytes = blocks();
console.log(
  `${SPANS.toLocaleString('en-US')} spans, ${(bytes.length / 1e6).toFixed(1)} MB on the wire; the first run, and the median after\n`,
);
const decoded = measure('decode, in chunks of 64 KiB', () => decode(bytes));
const columns = decoded.value;
const built = measure('tree, self times, errors', () => buildTree(columns));
const tree = built.value;
const { value: rows } = measure('all rows', () => new TraceRows(tree));
const middle = tree.preorder.findIndex((span, place) => place > SPANS / 2 && (tree.size[span] ?? 0) > 500);
const half = tree.preorder[middle] ?? 0;
measure('collapse and expand one span of 1M rows', () => {
  rows.setCollapsed(half, true);
  rows.setCollapsed(half, false);
});
measure('sort by duration and back', () => {
  rows.sort('duration');
  rows.sort('start');
});
measure('sort by name and back', () => {
  rows.sort('name');
  rows.sort('start');
});
const { value: found } = measure('find a text', () => findByText(columns, 'things/39'));
measure('matches in row order', () => rows.inOrder(found.marked));
measure('filter to matches with ancestors', () => rows.filter(found.marked));
measure('critical path', () => criticalPath(tree));
measure('clock skew', () => findSkew(tree));
measure('statistics by operation', () => spanStatistics(tree, 'operation'));
measure('flame graph', () => flameGraph(tree));
measure('call graph by operation', () => callGraph(tree, 'operation'));
measure('diff with itself', () => diffTraces(tree, tree));
measure('diff of operations', () => diffOperations(tree, tree));
console.log(
  `\nmemory: columns ${(arrayBytes(columns) / 1e6).toFixed(0)} MB, tree ${(arrayBytes(tree) / 1e6).toFixed(0)} MB, rows ${(arrayBytes(rows) / 1e6).toFixed(0)} MB`,
);
const total = decoded.ms + built.ms;
console.log(`decode and tree together ${total.toFixed(0)} ms, target ${TARGET_MS} ms`);
if (total > TARGET_MS) process.exitCode = 1;

// A given number of logs or spans over a range of time, as request bodies: for benchmarks and tests.
import { BATCH } from './batches.ts';
import { LoadIntegral } from './metrics/integral.ts';
import type { LogRecord, Span } from './model.ts';
import { encodeLogs, encodeTraces } from './otlp/records.ts';
import { SLICE_US, Traffic } from './traffic.ts';

interface BulkOptions {
  /** Exactly so many records. */
  readonly count: number;
  /** Times in microseconds since 1970, end excluded. Records follow the shop's day between them, in order of slices of ten seconds. */
  readonly fromUs: number;
  readonly toUs: number;
  readonly seed: number;
}

/** Log records with `fromUs` <= time < `toUs`, of the same shape as the demo's. */
export function bulkLogs(options: BulkOptions): Generator<LogRecord> {
  return bulk(
    options,
    (piece) => piece.logs,
    (log) => log.timeUs,
  );
}

/** Spans that begin in the range; parents come before their children. */
export function bulkSpans(options: BulkOptions): Generator<Span> {
  return bulk(
    options,
    (piece) => piece.spans,
    (span) => span.startUs,
  );
}

/** `bulkLogs` as bodies of ExportLogsServiceRequest, 1,000 records each; the last one holds the rest. */
export function* bulkLogBodies(options: BulkOptions): Generator<Uint8Array<ArrayBuffer>> {
  for (const records of chunks(bulkLogs(options))) yield encodeLogs(records);
}

/** `bulkSpans` as bodies of ExportTraceServiceRequest, 1,000 spans each; the last one holds the rest. */
export function* bulkSpanBodies(options: BulkOptions): Generator<Uint8Array<ArrayBuffer>> {
  for (const records of chunks(bulkSpans(options))) yield encodeTraces(records);
}

function* bulk<T>(
  { count, fromUs, toUs, seed }: BulkOptions,
  take: (piece: { readonly logs: readonly LogRecord[]; readonly spans: readonly Span[] }) => readonly T[],
  time: (record: T) => number,
): Generator<T> {
  const traffic = new Traffic(seed);
  const integral = new LoadIntegral(seed);
  const amount = (untilUs: number) =>
    integral.between('all', fromUs, untilUs) + integral.between('bots', fromUs, untilUs);
  const total = amount(toUs);
  let done = 0;
  for (let index = Math.floor(fromUs / SLICE_US); index * SLICE_US < toUs; index++) {
    const endUs = Math.min((index + 1) * SLICE_US, toUs);
    const wanted = endUs === toUs ? count : Math.floor((count * amount(endUs)) / total);
    if (done >= wanted) continue;
    for (const piece of traffic.endless(index, fromUs, toUs)) {
      for (const record of take(piece)) {
        const at = time(record);
        if (at < fromUs || at >= toUs || done >= wanted) continue;
        done++;
        yield record;
      }
      if (done >= wanted) break;
    }
  }
}

function* chunks<T>(records: Iterable<T>): Generator<T[]> {
  let chunk: T[] = [];
  for (const record of records) {
    chunk.push(record);
    if (chunk.length === BATCH) {
      yield chunk;
      chunk = [];
    }
  }
  if (chunk.length > 0) yield chunk;
}

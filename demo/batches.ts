// Pieces of telemetry to export requests of a steady size, one signal each.
import type { Signal } from './args.ts';
import type { LogRecord, Piece, Point, Span } from './model.ts';
import { encodeMetrics } from './otlp/metrics.ts';
import { encodeLogs, encodeTraces } from './otlp/records.ts';
import type { Export } from './send.ts';

/** Records per request. */
export const BATCH = 1000;

/** Collects records and gives them back as encoded requests. */
export class Batcher {
  private readonly signals: ReadonlySet<Signal>;
  private logs: LogRecord[] = [];
  private spans: Span[] = [];
  private points: Point[] = [];

  constructor(signals: ReadonlySet<Signal>) {
    this.signals = signals;
  }

  /** Takes a piece; yields the requests that are full. */
  *add(piece: Piece): Generator<Export> {
    if (this.signals.has('logs')) for (const log of piece.logs) this.logs.push(log);
    if (this.signals.has('traces')) for (const span of piece.spans) this.spans.push(span);
    if (this.signals.has('metrics')) for (const point of piece.points) this.points.push(point);
    yield* this.take(BATCH);
  }

  /** Yields what is left, as requests of any size. */
  flush(): Generator<Export> {
    return this.take(1);
  }

  private *take(atLeast: number): Generator<Export> {
    while (this.logs.length >= atLeast) {
      const records = this.logs.splice(0, BATCH);
      yield { signal: 'logs', records: records.length, body: encodeLogs(records) };
    }
    while (this.spans.length >= atLeast) {
      const records = this.spans.splice(0, BATCH);
      yield { signal: 'traces', records: records.length, body: encodeTraces(records) };
    }
    while (this.points.length >= atLeast) {
      const records = this.points.splice(0, BATCH);
      yield { signal: 'metrics', records: records.length, body: encodeMetrics(records) };
    }
  }
}

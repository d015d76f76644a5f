// Data points to OTLP metric export requests in protobuf: points of one metric of one process share its header.
import type { Exemplar, Point } from '../model.ts';
import type { Writer } from './protobuf.ts';
import { encodeGroups, tag, writeAttributes } from './records.ts';

const LENGTH = 2;
const FIXED64 = 1;

/** Field of the metric's data in `Metric`, and of attributes and exemplars in its data point. */
const LAYOUT = {
  gauge: { data: 5, attributes: 7, exemplars: 5 },
  sum: { data: 7, attributes: 7, exemplars: 5 },
  histogram: { data: 9, attributes: 9, exemplars: 8 },
  exponential_histogram: { data: 10, attributes: 1, exemplars: 11 },
  summary: { data: 11, attributes: 7, exemplars: 0 },
} as const;

interface Metric {
  readonly resource: Point['resource'];
  readonly scope: Point['scope'];
  readonly points: readonly [Point, ...Point[]];
}

/** The body of an ExportMetricsServiceRequest. */
export function encodeMetrics(points: readonly Point[]): Uint8Array<ArrayBuffer> {
  const metrics: { resource: Point['resource']; scope: Point['scope']; points: [Point, ...Point[]] }[] = [];
  for (const point of points) {
    const last = metrics.at(-1);
    if (last && last.resource === point.resource && last.points[0].name === point.name)
      last.points.push(point);
    else metrics.push({ resource: point.resource, scope: point.scope, points: [point] });
  }
  return encodeGroups(metrics, writeMetric);
}

function writeMetric(out: Writer, metric: Metric): void {
  const first = metric.points[0];
  const layout = LAYOUT[first.type];
  const start = out.length;
  if (first.type === 'sum' && first.monotonic) {
    out.varint(1);
    out.varint(tag(3));
  }
  if (first.type === 'sum' || first.type === 'histogram' || first.type === 'exponential_histogram') {
    out.varint(first.temporality);
    out.varint(tag(2));
  }
  for (let i = metric.points.length - 1; i >= 0; i--) {
    const point = metric.points[i] as Point;
    const pointStart = out.length;
    writePoint(out, point);
    writeAttributes(out, tag(layout.attributes, LENGTH), point.attributes);
    out.close(tag(1, LENGTH), pointStart);
  }
  out.close(tag(layout.data, LENGTH), start);
  out.text(tag(3, LENGTH), first.unit);
  out.text(tag(2, LENGTH), first.description);
  out.text(tag(1, LENGTH), first.name);
}

function writePoint(out: Writer, point: Point): void {
  if (point.type !== 'gauge' && point.type !== 'summary') {
    const exemplarTag = tag(LAYOUT[point.type].exemplars, LENGTH);
    for (const exemplar of point.exemplars) writeExemplar(out, exemplarTag, exemplar);
  }
  switch (point.type) {
    case 'gauge':
    case 'sum':
      // An integer (sfixed64) where it is one, as SDKs record counters; none of ours is negative.
      if (Number.isSafeInteger(point.value) && point.value >= 0) out.fixed64(tag(6, FIXED64), point.value);
      else out.double(tag(4, FIXED64), point.value);
      break;
    case 'histogram':
      out.doubles(tag(7, LENGTH), point.bounds);
      out.fixed64s(tag(6, LENGTH), point.bucketCounts);
      out.double(tag(5, FIXED64), point.sum);
      out.fixed64(tag(4, FIXED64), point.count);
      break;
    case 'exponential_histogram': {
      const start = out.length;
      const counts = out.length;
      for (let i = point.bucketCounts.length - 1; i >= 0; i--) out.varint(point.bucketCounts[i] as number);
      out.close(tag(2, LENGTH), counts);
      out.zigzag(tag(1), point.offset);
      out.close(tag(8, LENGTH), start);
      out.fixed64(tag(7, FIXED64), point.zeroCount);
      out.zigzag(tag(6), point.scale);
      out.double(tag(5, FIXED64), point.sum);
      out.fixed64(tag(4, FIXED64), point.count);
      break;
    }
    case 'summary':
      for (let i = point.quantiles.length - 1; i >= 0; i--) {
        const [quantile, value] = point.quantiles[i] as readonly [number, number];
        const start = out.length;
        out.double(tag(2, FIXED64), value);
        out.double(tag(1, FIXED64), quantile);
        out.close(tag(6, LENGTH), start);
      }
      out.double(tag(5, FIXED64), point.sum);
      out.fixed64(tag(4, FIXED64), point.count);
      break;
  }
  out.time(tag(3, FIXED64), point.timeUs);
  if (point.startUs > 0) out.time(tag(2, FIXED64), point.startUs);
}

function writeExemplar(out: Writer, fieldTag: number, exemplar: Exemplar): void {
  const start = out.length;
  writeAttributes(out, tag(7, LENGTH), exemplar.attributes);
  out.id(tag(5, LENGTH), exemplar.traceId);
  out.id(tag(4, LENGTH), exemplar.spanId);
  out.double(tag(3, FIXED64), exemplar.value);
  out.time(tag(2, FIXED64), exemplar.timeUs);
  out.close(fieldTag, start);
}

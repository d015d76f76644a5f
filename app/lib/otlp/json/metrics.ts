// Metric from OTLP/JSON, with data points of all five types.

import type { SharedParts } from '../resource.ts';
import type { ExemplarColumns } from '../rows/columns.ts';
import type {
  AnyHistogramRows,
  Buckets,
  ExponentialHistogramRows,
  GaugeRows,
  HistogramRows,
  MetricRows,
  SummaryRows,
} from '../rows/metric-rows.ts';
import type { PointRows } from '../rows/point-rows.ts';
import { attempt, type Input, readAttributes, readId, readRecord, readText } from './common.ts';
import type { JsonObject } from './reader.ts';

/** Reads a Metric. A mistake in its own fields refuses all of its points. */
export function readMetric(input: Input, metric: JsonObject, shared: SharedParts, rows: MetricRows): void {
  const { gauge, sum, histogram, exponentialHistogram, summary } = rows;
  input.texts.clear();
  shared.beginMetric();
  const isNamed = attempt(input, metric, shared, readNames);
  const readData = <Rows extends PointRows>(
    name: string,
    target: Rows,
    readPoint: (input: Input, point: JsonObject, row: Rows) => void,
  ): void => {
    const { reader, rejections } = input;
    const data = reader.object(metric, name);
    if (data === undefined) return;
    reader.path.push(name);
    if (!isNamed || !attempt(input, data, aggregation, readAggregation)) {
      rejections.malformed(reader.mistake);
      rejections.refused(Array.isArray(data.dataPoints) ? data.dataPoints.length : 0);
      reader.path.pop();
      return;
    }
    const encoded = shared.encodeMetric();
    const { temporality, isMonotonic } = aggregation;
    reader.eachObject(data, 'dataPoints', (point) => {
      readRecord(input, point, target, readPoint);
    });
    target.endMetric(encoded, temporality, isMonotonic);
    reader.path.pop();
  };
  readData('gauge', gauge, readNumberPoint);
  readData('sum', sum, readNumberPoint);
  readData('histogram', histogram, readHistogramPoint);
  readData('exponentialHistogram', exponentialHistogram, readExponentialHistogramPoint);
  readData('summary', summary, readSummaryPoint);
}

function readNames(input: Input, metric: JsonObject, shared: SharedParts): void {
  readText(input, metric, 'name', shared.metricName);
  readText(input, metric, 'description', shared.metricDescription);
  readText(input, metric, 'unit', shared.metricUnit);
}

/** How to add the points of a metric up. */
const aggregation = { temporality: 0, isMonotonic: false };

function readAggregation(input: Input, data: JsonObject, target: typeof aggregation): void {
  target.temporality = input.reader.integer(data, 'aggregationTemporality');
  target.isMonotonic = input.reader.bool(data, 'isMonotonic');
}

function readShared(input: Input, point: JsonObject, row: PointRows): void {
  const { reader } = input;
  reader.uint64(point, 'startTimeUnixNano');
  row.startHigh = reader.high;
  row.startLow = reader.low;
  readTime(input, point, row);
  row.flags = reader.integer(point, 'flags');
  readAttributes(input, point, 'attributes', row.attributes);
}

function readTime(input: Input, holder: JsonObject, target: { timeHigh: number; timeLow: number }): void {
  input.reader.uint64(holder, 'timeUnixNano');
  target.timeHigh = input.reader.high;
  target.timeLow = input.reader.low;
}

function readNumber(input: Input, holder: JsonObject): number {
  if (holder.asInt === undefined || holder.asInt === null) return input.reader.double(holder, 'asDouble');
  return Number(input.reader.int64Text(holder, 'asInt'));
}

function readNumberPoint(input: Input, point: JsonObject, row: GaugeRows): void {
  readShared(input, point, row);
  row.value = readNumber(input, point);
  readExemplars(input, point, row.exemplars);
}

function readAnyHistogram(input: Input, point: JsonObject, row: AnyHistogramRows): void {
  const { reader } = input;
  readShared(input, point, row);
  reader.uint64(point, 'count');
  row.countHigh = reader.high;
  row.countLow = reader.low;
  row.sum = reader.double(point, 'sum');
  row.min = reader.double(point, 'min');
  row.max = reader.double(point, 'max');
  readExemplars(input, point, row.exemplars);
}

function readHistogramPoint(input: Input, point: JsonObject, row: HistogramRows): void {
  const { reader } = input;
  readAnyHistogram(input, point, row);
  reader.eachIndex(point, 'bucketCounts', (array, index) => {
    reader.uint64(array, index);
    row.bucketCounts.putU64(reader.high, reader.low);
  });
  reader.eachIndex(point, 'explicitBounds', (array, index) => {
    row.explicitBounds.putF64(reader.double(array, index));
  });
}

function readExponentialHistogramPoint(input: Input, point: JsonObject, row: ExponentialHistogramRows): void {
  const { reader } = input;
  readAnyHistogram(input, point, row);
  row.scale = reader.integer(point, 'scale');
  reader.uint64(point, 'zeroCount');
  row.zeroCountHigh = reader.high;
  row.zeroCountLow = reader.low;
  readBuckets(input, point, 'positive', row.positive);
  readBuckets(input, point, 'negative', row.negative);
}

function readBuckets(input: Input, point: JsonObject, name: string, buckets: Buckets): void {
  const { reader } = input;
  const object = reader.object(point, name);
  if (object === undefined) return;
  reader.path.push(name);
  buckets.offset = reader.integer(object, 'offset');
  reader.eachIndex(object, 'bucketCounts', (array, index) => {
    reader.uint64(array, index);
    buckets.counts.putU64(reader.high, reader.low);
  });
  reader.path.pop();
}

function readSummaryPoint(input: Input, point: JsonObject, row: SummaryRows): void {
  const { reader } = input;
  readShared(input, point, row);
  reader.uint64(point, 'count');
  row.countHigh = reader.high;
  row.countLow = reader.low;
  row.sum = reader.double(point, 'sum');
  reader.eachObject(point, 'quantileValues', (quantile) => {
    row.quantiles.putF64(reader.double(quantile, 'quantile'));
    row.quantileValues.putF64(reader.double(quantile, 'value'));
  });
}

function readExemplars(input: Input, point: JsonObject, exemplar: ExemplarColumns): void {
  const { reader } = input;
  reader.eachObject(point, 'exemplars', (item) => {
    if (!exemplar.begin()) return;
    readTime(input, item, exemplar);
    exemplar.value = readNumber(input, item);
    readId(input, item, 'spanId', 'span id', exemplar.spanId);
    readId(input, item, 'traceId', 'trace id', exemplar.traceId);
    readAttributes(input, item, 'filteredAttributes', exemplar.attributes);
    exemplar.commit();
  });
}

// Metric from protobuf, with data points of all five types.

import type { SharedParts } from '../resource.ts';
import type { MetricRows } from '../rows/metric-rows.ts';
import type { PointRows } from '../rows/point-rows.ts';
import { type Input, readRange, readRecord } from './common.ts';
import {
  readExponentialHistogramPoint,
  readHistogramPoint,
  readNumberPoint,
  readSummaryPoint,
} from './points.ts';
import type { MessageFields } from './reader.ts';

const METRIC: MessageFields = {
  name: 'Metric',
  fields: {
    1: 'name',
    2: 'description',
    3: 'unit',
    5: 'gauge',
    7: 'sum',
    9: 'histogram',
    10: 'exponential_histogram',
    11: 'summary',
  },
};
const DATA: MessageFields = {
  name: 'Metric.data',
  fields: { 1: 'data_points', 2: 'aggregation_temporality', 3: 'is_monotonic' },
};

/** Reads a Metric that ends at `end`. Of several kinds of data the last one counts, as protobuf has it. */
export function readMetric(input: Input, end: number, shared: SharedParts, rows: MetricRows): void {
  const { reader, texts } = input;
  let dataTag = 0;
  let dataStart = 0;
  let dataEnd = 0;
  texts.clear();
  shared.beginMetric();
  while (reader.pos < end) {
    const tag = reader.tag();
    switch (tag) {
      case 10:
        readRange(reader, end, shared.metricName);
        break;
      case 18:
        readRange(reader, end, shared.metricDescription);
        break;
      case 26:
        readRange(reader, end, shared.metricUnit);
        break;
      case 42:
      case 58:
      case 74:
      case 82:
      case 90:
        dataTag = tag;
        dataEnd = reader.span(end);
        dataStart = reader.pos;
        reader.pos = dataEnd;
        break;
      default:
        reader.skip(tag, end, METRIC);
    }
  }
  reader.finish(end);
  if (dataTag === 0) return;
  reader.pos = dataStart;
  const { gauge, sum, histogram, exponentialHistogram, summary } = rows;
  if (dataTag === 42) readData(input, dataEnd, shared, gauge, readNumberPoint);
  else if (dataTag === 58) readData(input, dataEnd, shared, sum, readNumberPoint);
  else if (dataTag === 74) readData(input, dataEnd, shared, histogram, readHistogramPoint);
  else if (dataTag === 82)
    readData(input, dataEnd, shared, exponentialHistogram, readExponentialHistogramPoint);
  else readData(input, dataEnd, shared, summary, readSummaryPoint);
  reader.pos = end;
}

/** Reads Gauge, Sum, Histogram, ExponentialHistogram or Summary: the same fields, as far as they have them. */
function readData<Rows extends PointRows>(
  input: Input,
  end: number,
  shared: SharedParts,
  rows: Rows,
  readPoint: (input: Input, end: number, row: Rows) => void,
): void {
  const { reader } = input;
  const metric = shared.encodeMetric();
  let temporality = 0;
  let isMonotonic = false;
  while (reader.pos < end) {
    const tag = reader.tag();
    if (tag === 10) readRecord(input, reader.span(end), rows, readPoint);
    else if (tag === 16) temporality = reader.int32();
    else if (tag === 24) isMonotonic = reader.bool();
    else reader.skip(tag, end, DATA);
  }
  reader.finish(end);
  rows.endMetric(metric, temporality, isMonotonic);
}

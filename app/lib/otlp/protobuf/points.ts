// Data points and exemplars from protobuf.

import type { ExemplarColumns } from '../rows/columns.ts';
import type {
  Buckets,
  ExponentialHistogramRows,
  GaugeRows,
  HistogramRows,
  SummaryRows,
} from '../rows/metric-rows.ts';
import { type Input, readAttribute, readRange } from './common.ts';
import type { MessageFields } from './reader.ts';

const TIMES = { 2: 'start_time_unix_nano', 3: 'time_unix_nano' };
const NUMBER_POINT: MessageFields = {
  name: 'NumberDataPoint',
  fields: { ...TIMES, 4: 'as_double', 5: 'exemplars', 6: 'as_int', 7: 'attributes', 8: 'flags' },
};
const HISTOGRAM_POINT: MessageFields = {
  name: 'HistogramDataPoint',
  fields: {
    ...TIMES,
    4: 'count',
    5: 'sum',
    6: 'bucket_counts',
    7: 'explicit_bounds',
    8: 'exemplars',
    9: 'attributes',
    10: 'flags',
    11: 'min',
    12: 'max',
  },
};
const EXPONENTIAL_HISTOGRAM_POINT: MessageFields = {
  name: 'ExponentialHistogramDataPoint',
  fields: {
    ...TIMES,
    1: 'attributes',
    4: 'count',
    5: 'sum',
    6: 'scale',
    7: 'zero_count',
    8: 'positive',
    9: 'negative',
    10: 'flags',
    11: 'exemplars',
    12: 'min',
    13: 'max',
  },
};
const BUCKETS: MessageFields = {
  name: 'ExponentialHistogramDataPoint.Buckets',
  fields: { 1: 'offset', 2: 'bucket_counts' },
};
const SUMMARY_POINT: MessageFields = {
  name: 'SummaryDataPoint',
  fields: { ...TIMES, 4: 'count', 5: 'sum', 6: 'quantile_values', 7: 'attributes', 8: 'flags' },
};
const QUANTILE: MessageFields = {
  name: 'SummaryDataPoint.ValueAtQuantile',
  fields: { 1: 'quantile', 2: 'value' },
};
const EXEMPLAR: MessageFields = {
  name: 'Exemplar',
  fields: {
    2: 'time_unix_nano',
    3: 'as_double',
    4: 'span_id',
    5: 'trace_id',
    6: 'as_int',
    7: 'filtered_attributes',
  },
};

/** What all points have under the same field numbers. */
interface Times {
  startHigh: number;
  startLow: number;
  timeHigh: number;
  timeLow: number;
}

function readStart(input: Input, point: Times): void {
  input.reader.fixed64();
  point.startHigh = input.reader.high;
  point.startLow = input.reader.low;
}

function readTime(input: Input, point: Pick<Times, 'timeHigh' | 'timeLow'>): void {
  input.reader.fixed64();
  point.timeHigh = input.reader.high;
  point.timeLow = input.reader.low;
}

/** Reads a NumberDataPoint that ends at `end`. */
export function readNumberPoint(input: Input, end: number, row: GaugeRows): void {
  const { reader } = input;
  while (reader.pos < end) {
    const tag = reader.tag();
    switch (tag) {
      case 17:
        readStart(input, row);
        break;
      case 25:
        readTime(input, row);
        break;
      case 33:
        row.value = reader.double();
        break;
      case 42:
        readExemplar(input, reader.span(end), row.exemplars);
        break;
      case 49:
        reader.fixed64();
        row.value = reader.signed;
        break;
      case 58:
        readAttribute(input, reader.span(end), row.attributes);
        break;
      case 64:
        row.flags = reader.uint32();
        break;
      default:
        reader.skip(tag, end, NUMBER_POINT);
    }
  }
  reader.finish(end);
}

/** Reads a HistogramDataPoint that ends at `end`. */
export function readHistogramPoint(input: Input, end: number, row: HistogramRows): void {
  const { reader } = input;
  while (reader.pos < end) {
    const tag = reader.tag();
    switch (tag) {
      case 17:
        readStart(input, row);
        break;
      case 25:
        readTime(input, row);
        break;
      case 33:
        reader.fixed64();
        row.countHigh = reader.high;
        row.countLow = reader.low;
        break;
      case 41:
        row.sum = reader.double();
        break;
      case 50:
        row.bucketCounts.putRaw(reader.packed64(end));
        break;
      case 49:
        reader.fixed64();
        row.bucketCounts.putU64(reader.high, reader.low);
        break;
      case 58:
        row.explicitBounds.putRaw(reader.packed64(end));
        break;
      case 57:
        row.explicitBounds.putF64(reader.double());
        break;
      case 66:
        readExemplar(input, reader.span(end), row.exemplars);
        break;
      case 74:
        readAttribute(input, reader.span(end), row.attributes);
        break;
      case 80:
        row.flags = reader.uint32();
        break;
      case 89:
        row.min = reader.double();
        break;
      case 97:
        row.max = reader.double();
        break;
      default:
        reader.skip(tag, end, HISTOGRAM_POINT);
    }
  }
  reader.finish(end);
}

/** Reads an ExponentialHistogramDataPoint that ends at `end`. */
export function readExponentialHistogramPoint(
  input: Input,
  end: number,
  row: ExponentialHistogramRows,
): void {
  const { reader } = input;
  while (reader.pos < end) {
    const tag = reader.tag();
    switch (tag) {
      case 10:
        readAttribute(input, reader.span(end), row.attributes);
        break;
      case 17:
        readStart(input, row);
        break;
      case 25:
        readTime(input, row);
        break;
      case 33:
        reader.fixed64();
        row.countHigh = reader.high;
        row.countLow = reader.low;
        break;
      case 41:
        row.sum = reader.double();
        break;
      case 48:
        row.scale = reader.sint32();
        break;
      case 57:
        reader.fixed64();
        row.zeroCountHigh = reader.high;
        row.zeroCountLow = reader.low;
        break;
      case 66:
        readBuckets(input, reader.span(end), row.positive);
        break;
      case 74:
        readBuckets(input, reader.span(end), row.negative);
        break;
      case 80:
        row.flags = reader.uint32();
        break;
      case 90:
        readExemplar(input, reader.span(end), row.exemplars);
        break;
      case 97:
        row.min = reader.double();
        break;
      case 105:
        row.max = reader.double();
        break;
      default:
        reader.skip(tag, end, EXPONENTIAL_HISTOGRAM_POINT);
    }
  }
  reader.finish(end);
}

function readBuckets(input: Input, end: number, buckets: Buckets): void {
  const { reader } = input;
  while (reader.pos < end) {
    const tag = reader.tag();
    if (tag === 8) buckets.offset = reader.sint32();
    else if (tag === 18) {
      const stop = reader.span(end);
      while (reader.pos < stop) {
        reader.varint64();
        buckets.counts.putU64(reader.high, reader.low);
      }
      reader.finish(stop);
    } else if (tag === 16) {
      reader.varint64();
      buckets.counts.putU64(reader.high, reader.low);
    } else reader.skip(tag, end, BUCKETS);
  }
  reader.finish(end);
}

/** Reads a SummaryDataPoint that ends at `end`. */
export function readSummaryPoint(input: Input, end: number, row: SummaryRows): void {
  const { reader } = input;
  while (reader.pos < end) {
    const tag = reader.tag();
    switch (tag) {
      case 17:
        readStart(input, row);
        break;
      case 25:
        readTime(input, row);
        break;
      case 33:
        reader.fixed64();
        row.countHigh = reader.high;
        row.countLow = reader.low;
        break;
      case 41:
        row.sum = reader.double();
        break;
      case 50:
        readQuantile(input, reader.span(end), row);
        break;
      case 58:
        readAttribute(input, reader.span(end), row.attributes);
        break;
      case 64:
        row.flags = reader.uint32();
        break;
      default:
        reader.skip(tag, end, SUMMARY_POINT);
    }
  }
  reader.finish(end);
}

function readQuantile(input: Input, end: number, row: SummaryRows): void {
  const { reader } = input;
  let quantile = 0;
  let value = 0;
  while (reader.pos < end) {
    const tag = reader.tag();
    if (tag === 9) quantile = reader.double();
    else if (tag === 17) value = reader.double();
    else reader.skip(tag, end, QUANTILE);
  }
  reader.finish(end);
  row.quantiles.putF64(quantile);
  row.quantileValues.putF64(value);
}

function readExemplar(input: Input, end: number, exemplar: ExemplarColumns): void {
  const { reader } = input;
  if (!exemplar.begin()) {
    reader.pos = end;
    return;
  }
  while (reader.pos < end) {
    const tag = reader.tag();
    switch (tag) {
      case 17:
        readTime(input, exemplar);
        break;
      case 25:
        exemplar.value = reader.double();
        break;
      case 34:
        readRange(reader, end, exemplar.spanId);
        break;
      case 42:
        readRange(reader, end, exemplar.traceId);
        break;
      case 49:
        reader.fixed64();
        exemplar.value = reader.signed;
        break;
      case 58:
        readAttribute(input, reader.span(end), exemplar.attributes);
        break;
      default:
        reader.skip(tag, end, EXEMPLAR);
    }
  }
  reader.finish(end);
  exemplar.commit();
}

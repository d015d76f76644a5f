// The columns of their own that the metric tables have: gauges and sums, histograms of both kinds, summaries.

import type { RequestLimits } from '../limits.ts';
import type { Rejections } from '../rejections.ts';
import type { EncodedResource, EncodedScope } from '../resource.ts';
import type { Texts } from '../texts.ts';
import { ExemplarColumns } from './columns.ts';
import { int32, PointRows } from './point-rows.ts';

/** Points of a gauge. */
export class GaugeRows extends PointRows {
  value = 0;
  readonly exemplars = new ExemplarColumns(this.builder, this.texts, this.rejections);
  private readonly values = this.builder.bytes('Value');

  protected override beginValues(): void {
    this.value = 0;
    this.exemplars.beginRow();
  }

  protected override commitValues(): void {
    this.values.putF64(this.value);
    this.exemplars.endRow();
  }

  protected override endMetricValues(_rows: number, _temporality: number, _isMonotonic: boolean): void {}
}

/** Points of a sum: those of a gauge and how to add them up. */
export class SumRows extends GaugeRows {
  private readonly temporalities = this.builder.bytes('AggregationTemporality');
  private readonly monotonic = this.builder.bytes('IsMonotonic');

  protected override endMetricValues(rows: number, temporality: number, isMonotonic: boolean): void {
    this.temporalities.putRepeated(int32(temporality), rows);
    this.monotonic.putRepeated(Uint8Array.of(isMonotonic ? 1 : 0), rows);
  }
}

/** A column of 64-bit numbers, as many in each row as are put before `endRow`. */
class NumberArray {
  private count = 0;
  private readonly sizes;
  private readonly values;

  constructor(rows: PointRows, name: string) {
    this.sizes = rows.builder.sizes(name);
    this.values = rows.builder.bytes(name);
  }

  beginRow(): void {
    this.count = 0;
  }

  putU64(high: number, low: number): void {
    this.values.putU64(low, high);
    this.count++;
  }

  putF64(value: number): void {
    this.values.putF64(value);
    this.count++;
  }

  /** Numbers of 8 little-endian bytes each. */
  putRaw(bytes: Uint8Array): void {
    this.values.putRaw(bytes);
    this.count += bytes.length / 8;
  }

  endRow(): void {
    this.sizes.put(this.count);
  }
}

/** What both kinds of histogram have. */
export abstract class AnyHistogramRows extends PointRows {
  countHigh = 0;
  countLow = 0;
  sum = 0;
  min = 0;
  max = 0;
  readonly exemplars = new ExemplarColumns(this.builder, this.texts, this.rejections);
  private readonly columns = {
    count: this.builder.bytes('Count'),
    sum: this.builder.bytes('Sum'),
    min: this.builder.bytes('Min'),
    max: this.builder.bytes('Max'),
    temporality: this.builder.bytes('AggregationTemporality'),
  };

  protected override beginValues(): void {
    this.countHigh = 0;
    this.countLow = 0;
    this.sum = 0;
    this.min = 0;
    this.max = 0;
    this.exemplars.beginRow();
  }

  protected override commitValues(): void {
    const { columns } = this;
    columns.count.putU64(this.countLow, this.countHigh);
    columns.sum.putF64(this.sum);
    columns.min.putF64(this.min);
    columns.max.putF64(this.max);
    this.exemplars.endRow();
  }

  protected override endMetricValues(rows: number, temporality: number, _isMonotonic: boolean): void {
    this.columns.temporality.putRepeated(int32(temporality), rows);
  }
}

/** Points of a histogram with explicit bounds. */
export class HistogramRows extends AnyHistogramRows {
  readonly bucketCounts = new NumberArray(this, 'BucketCounts');
  readonly explicitBounds = new NumberArray(this, 'ExplicitBounds');

  protected override beginValues(): void {
    super.beginValues();
    this.bucketCounts.beginRow();
    this.explicitBounds.beginRow();
  }

  protected override commitValues(): void {
    super.commitValues();
    this.bucketCounts.endRow();
    this.explicitBounds.endRow();
  }
}

/** One half of an exponential histogram. */
export class Buckets {
  offset = 0;
  readonly counts: NumberArray;
  private readonly offsets;

  constructor(rows: PointRows, sign: 'Positive' | 'Negative') {
    this.counts = new NumberArray(rows, `${sign}BucketCounts`);
    this.offsets = rows.builder.bytes(`${sign}Offset`);
  }

  beginRow(): void {
    this.offset = 0;
    this.counts.beginRow();
  }

  endRow(): void {
    this.offsets.putU32(this.offset);
    this.counts.endRow();
  }
}

/** Points of an exponential histogram. */
export class ExponentialHistogramRows extends AnyHistogramRows {
  scale = 0;
  zeroCountHigh = 0;
  zeroCountLow = 0;
  readonly positive = new Buckets(this, 'Positive');
  readonly negative = new Buckets(this, 'Negative');
  private readonly scales = this.builder.bytes('Scale');
  private readonly zeroCounts = this.builder.bytes('ZeroCount');

  protected override beginValues(): void {
    super.beginValues();
    this.scale = 0;
    this.zeroCountHigh = 0;
    this.zeroCountLow = 0;
    this.positive.beginRow();
    this.negative.beginRow();
  }

  protected override commitValues(): void {
    super.commitValues();
    this.scales.putU32(this.scale);
    this.zeroCounts.putU64(this.zeroCountLow, this.zeroCountHigh);
    this.positive.endRow();
    this.negative.endRow();
  }
}

/** Points of a summary. */
export class SummaryRows extends PointRows {
  countHigh = 0;
  countLow = 0;
  sum = 0;
  readonly quantiles = new NumberArray(this, 'ValueAtQuantiles.Quantile');
  readonly quantileValues = new NumberArray(this, 'ValueAtQuantiles.Value');
  private readonly counts = this.builder.bytes('Count');
  private readonly sums = this.builder.bytes('Sum');

  protected override beginValues(): void {
    this.countHigh = 0;
    this.countLow = 0;
    this.sum = 0;
    this.quantiles.beginRow();
    this.quantileValues.beginRow();
  }

  protected override commitValues(): void {
    this.counts.putU64(this.countLow, this.countHigh);
    this.sums.putF64(this.sum);
    this.quantiles.endRow();
    this.quantileValues.endRow();
  }

  protected override endMetricValues(_rows: number, _temporality: number, _isMonotonic: boolean): void {}
}

/** The rows of all five metric tables. */
export class MetricRows {
  readonly gauge: GaugeRows;
  readonly sum: SumRows;
  readonly histogram: HistogramRows;
  readonly exponentialHistogram: ExponentialHistogramRows;
  readonly summary: SummaryRows;
  readonly tables: readonly PointRows[];

  constructor(texts: Texts, rejections: Rejections, limits: RequestLimits) {
    this.gauge = new GaugeRows('otel_metrics_gauge', texts, rejections, limits);
    this.sum = new SumRows('otel_metrics_sum', texts, rejections, limits);
    this.histogram = new HistogramRows('otel_metrics_histogram', texts, rejections, limits);
    this.exponentialHistogram = new ExponentialHistogramRows(
      'otel_metrics_exponential_histogram',
      texts,
      rejections,
      limits,
    );
    this.summary = new SummaryRows('otel_metrics_summary', texts, rejections, limits);
    this.tables = [this.gauge, this.sum, this.histogram, this.exponentialHistogram, this.summary];
  }

  reset(): void {
    for (const rows of this.tables) rows.reset();
  }

  endScope(resource: EncodedResource, scope: EncodedScope): void {
    for (const rows of this.tables) rows.endScope(resource, scope);
  }
}

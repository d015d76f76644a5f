// Data points of metrics to rows: what the five metric tables have in common.

import { BlockBuilder } from '#app/lib/native/block.ts';
import { TELEMETRY_TABLES, type TelemetryTable } from '#app/lib/telemetry/tables.ts';
import { AttributeSet } from '../attributes.ts';
import type { RequestLimits } from '../limits.ts';
import type { Rejections } from '../rejections.ts';
import type { EncodedMetric, EncodedResource, EncodedScope } from '../resource.ts';
import type { Texts } from '../texts.ts';
import { putTime, repeatMap } from './columns.ts';

/** The metric tables. */
export type MetricTable = Extract<TelemetryTable, `otel_metrics_${string}`>;

/** Takes one data point at a time: `begin`, set the fields, `commit`; then `endMetric`, and `endScope`. */
export abstract class PointRows {
  startHigh = 0;
  startLow = 0;
  timeHigh = 0;
  timeLow = 0;
  flags = 0;
  readonly attributes: AttributeSet;

  readonly builder: BlockBuilder;
  readonly table: MetricTable;
  protected readonly texts: Texts;
  protected readonly rejections: Rejections;
  private readonly limits: RequestLimits;
  private metricRows = 0;
  private scopeRows = 0;
  private readonly to;

  constructor(table: MetricTable, texts: Texts, rejections: Rejections, limits: RequestLimits) {
    this.limits = limits;
    this.table = table;
    this.texts = texts;
    this.rejections = rejections;
    this.attributes = new AttributeSet(texts);
    const builder = new BlockBuilder(TELEMETRY_TABLES[table]);
    this.builder = builder;
    this.to = {
      resourceAttributes: builder.map('ResourceAttributes'),
      resourceSchemaUrl: builder.bytes('ResourceSchemaUrl'),
      scopeName: builder.bytes('ScopeName'),
      scopeVersion: builder.bytes('ScopeVersion'),
      scopeAttributes: builder.map('ScopeAttributes'),
      scopeDroppedAttributes: builder.bytes('ScopeDroppedAttrCount'),
      scopeSchemaUrl: builder.bytes('ScopeSchemaUrl'),
      serviceName: builder.bytes('ServiceName'),
      metricName: builder.bytes('MetricName'),
      metricDescription: builder.bytes('MetricDescription'),
      metricUnit: builder.bytes('MetricUnit'),
      attributes: builder.map('Attributes'),
      startTime: builder.bytes('StartTimeUnix'),
      time: builder.bytes('TimeUnix'),
      flags: builder.bytes('Flags'),
    };
  }

  /** Forgets all rows, at the end of a request. */
  reset(): void {
    this.builder.reset();
    this.metricRows = 0;
    this.scopeRows = 0;
  }

  /** Starts a data point with every field unset. */
  begin(): void {
    this.limits.addRecord();
    this.startHigh = 0;
    this.startLow = 0;
    this.timeHigh = 0;
    this.timeLow = 0;
    this.flags = 0;
    this.attributes.clear();
    this.texts.clear();
    this.builder.mark();
    this.beginValues();
  }

  /** Forgets the record in progress, which is refused. */
  abandon(): void {
    this.rejections.refused();
    this.builder.rollback();
  }

  /** Writes the data point, or counts it as rejected. One without a time has that of its arrival. */
  commit(): void {
    const { to, rejections } = this;
    if (this.timeHigh === 0 && this.timeLow === 0) {
      this.timeHigh = rejections.window.nowHigh;
      this.timeLow = rejections.window.nowLow;
    }
    rejections.checkTime(this.timeHigh, this.timeLow);
    if (rejections.flagged) {
      this.abandon();
      return;
    }
    this.attributes.writeTo(to.attributes);
    putTime(to.startTime, this.startHigh, this.startLow);
    to.time.putU64(this.timeLow, this.timeHigh);
    to.flags.putU32(this.flags);
    this.commitValues();
    rejections.checkSize(this.builder.bytesSinceMark());
    if (rejections.flagged) {
      this.abandon();
      return;
    }
    this.builder.rows++;
    this.metricRows++;
  }

  /** Completes the rows since the last call with what the metric says. */
  endMetric(metric: EncodedMetric, temporality: number, isMonotonic: boolean): void {
    const { to, metricRows: rows } = this;
    to.metricName.putRepeated(metric.name, rows);
    to.metricDescription.putRepeated(metric.description, rows);
    to.metricUnit.putRepeated(metric.unit, rows);
    this.endMetricValues(rows, temporality, isMonotonic);
    this.scopeRows += rows;
    this.metricRows = 0;
  }

  /** Completes the rows since the last call with what they share. */
  endScope(resource: EncodedResource, scope: EncodedScope): void {
    const { to, scopeRows: rows } = this;
    this.scopeRows = 0;
    if (rows === 0) return;
    repeatMap(to.resourceAttributes, resource.attributes, rows);
    to.resourceSchemaUrl.putRepeated(resource.schemaUrl, rows);
    to.serviceName.putRepeated(resource.serviceName, rows);
    to.scopeName.putRepeated(scope.name, rows);
    to.scopeVersion.putRepeated(scope.version, rows);
    repeatMap(to.scopeAttributes, scope.attributes, rows);
    to.scopeDroppedAttributes.putRepeated(int32(scope.droppedAttributes), rows);
    to.scopeSchemaUrl.putRepeated(scope.schemaUrl, rows);
  }

  /** Clears the fields of the table's own. */
  protected abstract beginValues(): void;

  /** Writes the columns of the table's own. */
  protected abstract commitValues(): void;

  /** Writes what the metric says about its points, where the table has columns for it. */
  protected abstract endMetricValues(rows: number, temporality: number, isMonotonic: boolean): void;
}

/** A 32-bit number as its column holds it. */
export function int32(value: number): Uint8Array {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32LE(value | 0);
  return bytes;
}

// Log records to rows of otel_logs, whatever encoding they came in.

import { BlockBuilder } from '#app/lib/native/block.ts';
import { TELEMETRY_TABLES } from '#app/lib/telemetry/tables.ts';
import { AttributeSet, put } from '../attributes.ts';
import { putId } from '../ids.ts';
import type { RequestLimits } from '../limits.ts';
import type { Rejections } from '../rejections.ts';
import type { EncodedResource, EncodedScope } from '../resource.ts';
import { Range, type Texts } from '../texts.ts';
import { repeatMap } from './columns.ts';

/** Takes one record at a time: `begin`, set the fields, `commit`; then `endScope` for what the records share. */
export class LogRows {
  timeHigh = 0;
  timeLow = 0;
  observedHigh = 0;
  observedLow = 0;
  severityNumber = 0;
  flags = 0;
  readonly severityText = new Range();
  readonly body = new Range();
  readonly eventName = new Range();
  readonly traceId = new Range();
  readonly spanId = new Range();
  readonly attributes: AttributeSet;

  private readonly builder = new BlockBuilder(TELEMETRY_TABLES.otel_logs);
  readonly tables = [{ table: 'otel_logs' as const, builder: this.builder }];
  private readonly texts: Texts;
  private readonly rejections: Rejections;
  private readonly limits: RequestLimits;
  private scopeRows = 0;
  private readonly to = {
    timestamp: this.builder.bytes('Timestamp'),
    traceId: this.builder.bytes('TraceId'),
    spanId: this.builder.bytes('SpanId'),
    traceFlags: this.builder.bytes('TraceFlags'),
    severityText: this.builder.bytes('SeverityText'),
    severityNumber: this.builder.bytes('SeverityNumber'),
    serviceName: this.builder.bytes('ServiceName'),
    body: this.builder.bytes('Body'),
    resourceSchemaUrl: this.builder.bytes('ResourceSchemaUrl'),
    resourceAttributes: this.builder.map('ResourceAttributes'),
    scopeSchemaUrl: this.builder.bytes('ScopeSchemaUrl'),
    scopeName: this.builder.bytes('ScopeName'),
    scopeVersion: this.builder.bytes('ScopeVersion'),
    scopeAttributes: this.builder.map('ScopeAttributes'),
    logAttributes: this.builder.map('LogAttributes'),
    eventName: this.builder.bytes('EventName'),
  };

  constructor(texts: Texts, rejections: Rejections, limits: RequestLimits) {
    this.texts = texts;
    this.rejections = rejections;
    this.limits = limits;
    this.attributes = new AttributeSet(texts);
  }

  /** Forgets all rows, at the end of a request. */
  reset(): void {
    this.builder.reset();
    this.scopeRows = 0;
  }

  /** Starts a record with every field unset. */
  begin(): void {
    this.limits.addRecord();
    this.timeHigh = 0;
    this.timeLow = 0;
    this.observedHigh = 0;
    this.observedLow = 0;
    this.severityNumber = 0;
    this.flags = 0;
    this.severityText.clear();
    this.body.clear();
    this.eventName.clear();
    this.traceId.clear();
    this.spanId.clear();
    this.attributes.clear();
    this.texts.clear();
    this.builder.mark();
  }

  /** Forgets the record in progress, which is refused. */
  abandon(): void {
    this.rejections.refused();
    this.builder.rollback();
  }

  /** Writes the record, or counts it as rejected. */
  commit(): void {
    const { to, texts, rejections } = this;
    this.resolveTime();
    rejections.checkTime(this.timeHigh, this.timeLow);
    putId(to.traceId, texts, this.traceId, 'trace id', rejections);
    putId(to.spanId, texts, this.spanId, 'span id', rejections);
    if (rejections.flagged) {
      this.abandon();
      return;
    }
    to.timestamp.putU64(this.timeLow, this.timeHigh);
    to.traceFlags.putU8(this.flags & 0xff);
    put(to.severityText, texts, this.severityText.start, this.severityText.end);
    to.severityNumber.putU8(this.severityNumber >= 0 && this.severityNumber <= 255 ? this.severityNumber : 0);
    put(to.body, texts, this.body.start, this.body.end);
    this.attributes.writeTo(to.logAttributes);
    put(to.eventName, texts, this.eventName.start, this.eventName.end);
    rejections.checkSize(this.builder.bytesSinceMark());
    if (rejections.flagged) {
      this.abandon();
      return;
    }
    this.builder.rows++;
    this.scopeRows++;
  }

  /** A record without a time has the time it was observed; without that, of its arrival. */
  private resolveTime(): void {
    if (this.timeHigh !== 0 || this.timeLow !== 0) return;
    const observed = this.observedHigh !== 0 || this.observedLow !== 0;
    this.timeHigh = observed ? this.observedHigh : this.rejections.window.nowHigh;
    this.timeLow = observed ? this.observedLow : this.rejections.window.nowLow;
  }

  /** Completes the rows since the last call with what they share. */
  endScope(resource: EncodedResource, scope: EncodedScope): void {
    const { to, scopeRows: rows } = this;
    this.scopeRows = 0;
    to.serviceName.putRepeated(resource.serviceName, rows);
    to.resourceSchemaUrl.putRepeated(resource.schemaUrl, rows);
    repeatMap(to.resourceAttributes, resource.attributes, rows);
    to.scopeSchemaUrl.putRepeated(scope.schemaUrl, rows);
    to.scopeName.putRepeated(scope.name, rows);
    to.scopeVersion.putRepeated(scope.version, rows);
    repeatMap(to.scopeAttributes, scope.attributes, rows);
  }
}

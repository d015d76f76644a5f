// Spans to rows of otel_traces, whatever encoding they came in.

import { BlockBuilder } from '#app/lib/native/block.ts';
import { TELEMETRY_TABLES } from '#app/lib/telemetry/tables.ts';
import { AttributeSet, put } from '../attributes.ts';
import { putId } from '../ids.ts';
import { MAX_ITEMS, type RequestLimits } from '../limits.ts';
import type { Rejections } from '../rejections.ts';
import type { EncodedResource, EncodedScope } from '../resource.ts';
import { Range, type Texts } from '../texts.ts';
import { encodeWord, putTime, repeatMap } from './columns.ts';

const KINDS = ['Unspecified', 'Internal', 'Server', 'Client', 'Producer', 'Consumer'].map(encodeWord);
const STATUSES = ['Unset', 'Ok', 'Error'].map(encodeWord);

/**
 * Takes one span at a time: `begin`, set the fields, for each event and link `begin…`, fields, `commit…`, then
 * `commit`; at the end of a scope `endScope`.
 */
export class SpanRows {
  startHigh = 0;
  startLow = 0;
  endHigh = 0;
  endLow = 0;
  kind = 0;
  statusCode = 0;
  readonly traceId = new Range();
  readonly spanId = new Range();
  readonly parentSpanId = new Range();
  readonly traceState = new Range();
  readonly name = new Range();
  readonly statusMessage = new Range();
  readonly attributes: AttributeSet;
  /** The event or link in progress. */
  eventHigh = 0;
  eventLow = 0;
  readonly eventName = new Range();
  readonly linkTraceId = new Range();
  readonly linkSpanId = new Range();
  readonly linkTraceState = new Range();
  readonly partAttributes: AttributeSet;

  private readonly builder = new BlockBuilder(TELEMETRY_TABLES.otel_traces);
  readonly tables = [{ table: 'otel_traces' as const, builder: this.builder }];
  private readonly texts: Texts;
  private readonly rejections: Rejections;
  private readonly limits: RequestLimits;
  private scopeRows = 0;
  private events = 0;
  private links = 0;
  private readonly to = {
    timestamp: this.builder.bytes('Timestamp'),
    traceId: this.builder.bytes('TraceId'),
    spanId: this.builder.bytes('SpanId'),
    parentSpanId: this.builder.bytes('ParentSpanId'),
    traceState: this.builder.bytes('TraceState'),
    name: this.builder.bytes('SpanName'),
    kind: this.builder.bytes('SpanKind'),
    serviceName: this.builder.bytes('ServiceName'),
    resourceAttributes: this.builder.map('ResourceAttributes'),
    scopeName: this.builder.bytes('ScopeName'),
    scopeVersion: this.builder.bytes('ScopeVersion'),
    attributes: this.builder.map('SpanAttributes'),
    duration: this.builder.bytes('Duration'),
    statusCode: this.builder.bytes('StatusCode'),
    statusMessage: this.builder.bytes('StatusMessage'),
    eventTime: this.builder.bytes('Events.Timestamp'),
    eventName: this.builder.bytes('Events.Name'),
    eventAttributes: this.builder.map('Events.Attributes'),
    linkTraceId: this.builder.bytes('Links.TraceId'),
    linkSpanId: this.builder.bytes('Links.SpanId'),
    linkTraceState: this.builder.bytes('Links.TraceState'),
    linkAttributes: this.builder.map('Links.Attributes'),
  };
  private readonly eventSizes = ['Timestamp', 'Name', 'Attributes'].map((name) =>
    this.builder.sizes(`Events.${name}`),
  );
  private readonly linkSizes = ['TraceId', 'SpanId', 'TraceState', 'Attributes'].map((name) =>
    this.builder.sizes(`Links.${name}`),
  );

  constructor(texts: Texts, rejections: Rejections, limits: RequestLimits) {
    this.texts = texts;
    this.rejections = rejections;
    this.limits = limits;
    this.attributes = new AttributeSet(texts);
    this.partAttributes = new AttributeSet(texts);
  }

  /** Forgets all rows, at the end of a request. */
  reset(): void {
    this.builder.reset();
    this.scopeRows = 0;
  }

  /** Starts a span with every field unset. */
  begin(): void {
    this.limits.addRecord();
    this.startHigh = 0;
    this.startLow = 0;
    this.endHigh = 0;
    this.endLow = 0;
    this.kind = 0;
    this.statusCode = 0;
    this.events = 0;
    this.links = 0;
    this.traceId.clear();
    this.spanId.clear();
    this.parentSpanId.clear();
    this.traceState.clear();
    this.name.clear();
    this.statusMessage.clear();
    this.attributes.clear();
    this.texts.clear();
    this.builder.mark();
  }

  /** Starts an event. False, and the span is refused, if there are too many. */
  beginEvent(): boolean {
    if (this.events === MAX_ITEMS) {
      this.rejections.tooMany('events');
      return false;
    }
    this.eventHigh = 0;
    this.eventLow = 0;
    this.eventName.clear();
    this.partAttributes.clear();
    return true;
  }

  commitEvent(): void {
    const { to } = this;
    putTime(to.eventTime, this.eventHigh, this.eventLow);
    put(to.eventName, this.texts, this.eventName.start, this.eventName.end);
    this.partAttributes.writeTo(to.eventAttributes);
    this.events++;
  }

  /** Starts a link. False, and the span is refused, if there are too many. */
  beginLink(): boolean {
    if (this.links === MAX_ITEMS) {
      this.rejections.tooMany('links');
      return false;
    }
    this.linkTraceId.clear();
    this.linkSpanId.clear();
    this.linkTraceState.clear();
    this.partAttributes.clear();
    return true;
  }

  commitLink(): void {
    const { to, texts, rejections } = this;
    putId(to.linkTraceId, texts, this.linkTraceId, 'trace id', rejections);
    putId(to.linkSpanId, texts, this.linkSpanId, 'span id', rejections);
    put(to.linkTraceState, texts, this.linkTraceState.start, this.linkTraceState.end);
    this.partAttributes.writeTo(to.linkAttributes);
    this.links++;
  }

  /** Forgets the record in progress, which is refused. */
  abandon(): void {
    this.rejections.refused();
    this.builder.rollback();
  }

  /** Writes the span, or counts it as rejected. */
  commit(): void {
    const { to, texts, rejections } = this;
    this.resolveStart();
    rejections.checkTime(this.startHigh, this.startLow);
    putId(to.traceId, texts, this.traceId, 'trace id', rejections);
    putId(to.spanId, texts, this.spanId, 'span id', rejections);
    putId(to.parentSpanId, texts, this.parentSpanId, 'span id', rejections);
    if (rejections.flagged) {
      this.abandon();
      return;
    }
    to.timestamp.putU64(this.startLow, this.startHigh);
    put(to.traceState, texts, this.traceState.start, this.traceState.end);
    put(to.name, texts, this.name.start, this.name.end);
    to.kind.putRaw(KINDS[this.kind] ?? (KINDS[0] as Uint8Array));
    this.attributes.writeTo(to.attributes);
    this.putDuration();
    to.statusCode.putRaw(STATUSES[this.statusCode] ?? (STATUSES[0] as Uint8Array));
    put(to.statusMessage, texts, this.statusMessage.start, this.statusMessage.end);
    for (const sizes of this.eventSizes) sizes.put(this.events);
    for (const sizes of this.linkSizes) sizes.put(this.links);
    rejections.checkSize(this.builder.bytesSinceMark());
    if (rejections.flagged) {
      this.abandon();
      return;
    }
    this.builder.rows++;
    this.scopeRows++;
  }

  /** A span without a start begins at its end; without that, at its arrival. */
  private resolveStart(): void {
    if (this.startHigh !== 0 || this.startLow !== 0) return;
    const ended = this.endHigh !== 0 || this.endLow !== 0;
    this.startHigh = ended ? this.endHigh : this.rejections.window.nowHigh;
    this.startLow = ended ? this.endLow : this.rejections.window.nowLow;
  }

  /**
   * End minus start in nanoseconds; a span that ends before it starts, never, or centuries later has none. From 2^62 on a duration
   * is taken for a negative one wherever it is read, and in the rollups one of them would be the percentile of its service.
   */
  private putDuration(): void {
    const borrow = this.endLow < this.startLow ? 1 : 0;
    const high = this.endHigh - this.startHigh - borrow;
    if (high < 0 || high >= 2 ** 30) this.to.duration.putU64(0, 0);
    else this.to.duration.putU64((this.endLow - this.startLow) >>> 0, high);
  }

  /** Completes the rows since the last call with what they share. */
  endScope(resource: EncodedResource, scope: EncodedScope): void {
    const { to, scopeRows: rows } = this;
    this.scopeRows = 0;
    to.serviceName.putRepeated(resource.serviceName, rows);
    repeatMap(to.resourceAttributes, resource.attributes, rows);
    to.scopeName.putRepeated(scope.name, rows);
    to.scopeVersion.putRepeated(scope.version, rows);
  }
}

// Records one shop request: spans opened and closed along a simulated clock, and the log lines said meanwhile.

import { isActive } from '../incidents.ts';
import {
  type Attributes,
  type AttributeValue,
  KIND,
  type LogRecord,
  type Piece,
  type Span,
  type SpanKind,
  type SpanLink,
  STATUS,
} from '../model.ts';
import type { Pod, Pods, Region } from '../pods.ts';
import type { Random } from '../random.ts';
import { type Role, type ServiceName, service } from '../scenario.ts';
import { type Failure, type FailureName, failure } from './exceptions.ts';
import { formatLine, type Level, SEVERITY, severityText } from './log-format.ts';

/** A span and the process it runs in. */
export interface Frame {
  readonly pod: Pod;
  readonly span: Span;
}

/** Which incidents are on while a request runs; taken at its start. */
export interface Effects {
  readonly checkoutOutage: boolean;
  readonly slowDatabase: boolean;
  readonly noisyDeploy: boolean;
  readonly botTraffic: boolean;
}

const NO_LINKS: readonly SpanLink[] = [];

/** One request in the making. Times move only through `spend`; what is opened must be closed. */
export class Recorder {
  readonly rng: Random;
  readonly region: Region;
  readonly effects: Effects;
  /** The simulated clock, whole microseconds. */
  nowUs: number;
  private readonly pods: Pods;
  private readonly spans: Span[] = [];
  private readonly logs: LogRecord[] = [];
  private traceId: string;
  private endUs: number;

  constructor(rng: Random, pods: Pods, region: Region, startUs: number) {
    this.rng = rng;
    this.pods = pods;
    this.region = region;
    this.nowUs = startUs;
    this.endUs = startUs;
    this.traceId = rng.hex(32);
    this.effects = {
      checkoutOutage: isActive('checkout-outage', startUs),
      slowDatabase: isActive('slow-database', startUs),
      noisyDeploy: isActive('noisy-deploy', startUs),
      botTraffic: isActive('bot-traffic', startUs),
    };
  }

  /** Everything recorded. */
  finish(): Piece {
    return { endUs: this.endUs, spans: this.spans, logs: this.logs, points: [] };
  }

  /** Lets time pass: log-normal around a median in microseconds, at least one. */
  spend(medianUs: number, sigma = 0.45): void {
    this.nowUs += Math.max(1, Math.round(this.rng.logNormal(medianUs, sigma)));
  }

  /** A pod of the service that is alive now in the request's region. */
  pod(name: ServiceName): Pod {
    return this.pods.serving(service(name), this.region, this.nowUs, this.rng.u32());
  }

  /** Opens a span now; without a parent it is the root of the current trace. */
  open(
    pod: Pod,
    parent: Span | undefined,
    role: Role,
    kind: SpanKind,
    name: string,
    attributes: Record<string, AttributeValue>,
    links = NO_LINKS,
  ): Frame {
    const span: Span = {
      resource: pod,
      scope: pod.service.scopes[role],
      traceId: this.traceId,
      spanId: this.rng.hex(16),
      parentSpanId: parent ? parent.spanId : '',
      name,
      kind,
      startUs: this.nowUs,
      endUs: this.nowUs,
      attributes,
      events: [],
      links,
      statusCode: STATUS.unset,
      statusMessage: '',
    };
    this.spans.push(span);
    return { pod, span };
  }

  /** Ends a span now. */
  close(frame: Frame): void {
    frame.span.endUs = Math.max(this.nowUs, frame.span.startUs + 1);
    if (frame.span.endUs > this.endUs) this.endUs = frame.span.endUs;
  }

  /** Runs `work` inside an internal span. */
  internal<T>(
    at: Frame,
    name: string,
    attributes: Record<string, AttributeValue>,
    work: (frame: Frame) => T,
  ): T {
    const frame = this.open(at.pod, at.span, 'app', KIND.internal, name, attributes);
    const result = work(frame);
    this.close(frame);
    return result;
  }

  /** Marks a span as failed. */
  fail(frame: Frame, type: string, message: string): void {
    frame.span.statusCode = STATUS.error;
    frame.span.statusMessage = message;
    frame.span.attributes['error.type'] = type;
  }

  /** An exception: on the span as an event, in the log with its stack trace. */
  throws(
    frame: Frame,
    name: FailureName,
    level: Level,
    message: string,
    fields: Attributes & Readonly<Record<string, string | number>>,
  ): Failure {
    const thrown = failure(name, this.rng, fields);
    frame.span.events.push({
      timeUs: this.nowUs,
      name: 'exception',
      attributes: {
        'exception.type': thrown.type,
        'exception.message': thrown.message,
        'exception.stacktrace': thrown.stack,
      },
    });
    this.fail(frame, thrown.type, thrown.message);
    this.say(frame.pod, frame.span, level, message, fields, '', thrown);
    return thrown;
  }

  /** A log line within a span. `{name}` in the message stands for a field. */
  log(at: Frame, level: Level, message: string, fields: Attributes = {}, eventName = ''): void {
    this.say(at.pod, at.span, level, message, fields, eventName, undefined);
  }

  /** A log line outside of any span, or from a process that has none. */
  say(
    pod: Pod,
    span: Span | undefined,
    level: Level,
    message: string,
    fields: Attributes,
    eventName = '',
    thrown?: Failure,
  ): void {
    const style = pod.service.style;
    const { body, attributes } = formatLine({
      pod,
      timeUs: this.nowUs,
      level,
      message,
      fields,
      failure: thrown,
    });
    this.logs.push({
      resource: pod,
      scope: pod.service.scopes.app,
      timeUs: this.nowUs,
      observedUs: this.nowUs + this.rng.int(40, 4000),
      severityNumber: SEVERITY[level],
      severityText: severityText(style, level),
      body,
      attributes,
      traceId: span ? span.traceId : '',
      spanId: span ? span.spanId : '',
      eventName,
    });
    if (this.nowUs > this.endUs) this.endUs = this.nowUs;
  }

  /** Runs `work` beside what follows: the clock returns to where it was, and the end of the work is returned. */
  aside(work: () => void): number {
    const before = this.nowUs;
    work();
    const end = this.nowUs;
    this.nowUs = before;
    return end;
  }

  /** Runs `work` in a trace of its own. */
  otherTrace(work: () => void): void {
    const before = this.traceId;
    this.traceId = this.rng.hex(32);
    work();
    this.traceId = before;
  }
}

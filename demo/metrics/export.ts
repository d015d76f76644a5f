// What every pod exports every 30 seconds: request, runtime and business metrics of all OTLP types, as functions of time.

import {
  type Attributes,
  type Exemplar,
  type Piece,
  type Point,
  type Span,
  STATUS,
  TEMPORALITY,
} from '../model.ts';
import type { Pod, Pods } from '../pods.ts';
import { hashText, noise } from '../random.ts';
import { businessMetrics } from './business-metrics.ts';
import { BOUNDS, type Buckets, explicitBuckets, exponentialBuckets, OFFSET, SCALE } from './distribution.ts';
import type { LoadIntegral } from './integral.ts';
import { OPERATIONS, type Operation, podShare } from './operations.ts';
import { runtimeMetrics } from './runtime-metrics.ts';

/** Microseconds between two exports of a pod. */
export const EXPORT_US = 30_000_000;
/** Pods export at different moments, spread over this time. */
const SPREAD_US = 8_000_000;

/** What a pod's metrics are computed from. */
export interface Moment {
  readonly pod: Pod;
  readonly timeUs: number;
  /** When the export before this one was, or the start of the process: delta metrics count from here. */
  readonly sinceUs: number;
  readonly seed: number;
  /** Shop requests per second. */
  readonly rate: number;
  readonly integral: LoadIntegral;
  /** The latest server span of each name that this pod ended before the export. */
  readonly recent: ReadonlyMap<string, Span>;
}

interface Series {
  readonly operation: Operation;
  readonly failed: boolean;
  readonly attributes: Attributes;
  readonly normal: Buckets;
  readonly incident: Buckets | undefined;
  /** Fractions at which the buckets begin, so that rare buckets of many series do not step together. */
  readonly phases: Float64Array;
}

const SERIES: ReadonlyMap<string, readonly Series[]> = Map.groupBy(
  OPERATIONS.flatMap(seriesOf),
  (series) => series.operation.service,
);

/** The exports of all pods that are due in the ten seconds before `endUs`; one piece per pod. */
export function* exportMetrics(
  options: {
    readonly seed: number;
    readonly rate: number;
    readonly pods: Pods;
    readonly integral: LoadIntegral;
  },
  endUs: number,
  spans: Iterable<Span>,
): Generator<Piece> {
  const recent = Map.groupBy(spans, (span) => span.resource);
  for (const candidate of options.pods.all(endUs)) {
    const phase = Math.floor(noise(hashText(candidate.service.name), candidate.index) * SPREAD_US);
    const timeUs = endUs - 1 - phase;
    const pod = options.pods.at(candidate.service, candidate.index, timeUs);
    const byName = new Map(
      (recent.get(pod) ?? []).filter((span) => span.endUs <= timeUs).map((span) => [span.name, span]),
    );
    const moment: Moment = {
      ...options,
      pod,
      timeUs,
      sinceUs: Math.max(pod.startUs, timeUs - EXPORT_US),
      recent: byName,
    };
    yield {
      endUs: timeUs,
      spans: [],
      logs: [],
      points: [...requestMetrics(moment), ...runtimeMetrics(moment), ...businessMetrics(moment)],
    };
  }
}

/** How many calls a pod answered from its start to a time, apart from those while the operation's incident was on. */
function calls(moment: Moment, series: Series, untilUs: number): readonly [normal: number, incident: number] {
  const { operation, failed } = series;
  const { pod, integral, rate } = moment;
  const part = rate * operation.share * podShare(pod.service.replicas, pod.index);
  const all = integral.between('all', pod.startUs, untilUs);
  const during = operation.incident ? integral.between(operation.incident.name, pod.startUs, untilUs) : 0;
  const errors = failed ? operation.errors : 1 - operation.errors;
  const incidentErrors = operation.incident
    ? failed
      ? operation.incident.errors
      : 1 - operation.incident.errors
    : 0;
  return [(all - during) * part * errors, during * part * incidentErrors];
}

/** Whole calls in each bucket up to a time. Never falls, since both numbers of calls only grow. */
function bucketCounts(moment: Moment, series: Series, untilUs: number): number[] {
  const [normal, incident] = calls(moment, series, untilUs);
  return Array.from(series.normal.shares, (share, i) =>
    Math.floor(normal * share + incident * (series.incident?.shares[i] ?? 0) + (series.phases[i] as number)),
  );
}

function requestMetrics(moment: Moment): Point[] {
  const { pod, timeUs, sinceUs } = moment;
  return (SERIES.get(pod.service.name) ?? []).map((series): Point => {
    const http = series.operation.kind === 'http';
    // Node's SDK is set to deltas here, the others keep to the default.
    const delta = pod.service.sdk?.language === 'nodejs' && !http;
    const before = delta ? bucketCounts(moment, series, sinceUs) : undefined;
    const counts = bucketCounts(moment, series, timeUs).map((count, i) => count - (before?.[i] ?? 0));
    const common = {
      resource: pod,
      scope: pod.service.scopes[http ? 'http' : 'rpc'],
      attributes: series.attributes,
      unit: 's',
      startUs: delta ? sinceUs : pod.startUs,
      timeUs,
      temporality: delta ? TEMPORALITY.delta : TEMPORALITY.cumulative,
      count: counts.reduce((sum, count) => sum + count, 0),
      sum: counts.reduce((sum, count, i) => sum + count * (series.normal.typical[i] as number), 0),
      bucketCounts: counts,
      exemplars: exemplars(moment, series),
    };
    if (http) {
      return {
        ...common,
        type: 'histogram',
        name: 'http.server.request.duration',
        description: 'Duration of HTTP server requests.',
        bounds: BOUNDS,
      };
    }
    return {
      ...common,
      type: 'exponential_histogram',
      name: 'rpc.server.call.duration',
      description: 'Duration of an incoming remote procedure call.',
      scale: SCALE,
      offset: OFFSET,
      zeroCount: 0,
    };
  });
}

function exemplars(moment: Moment, series: Series): Exemplar[] {
  const span = moment.recent.get(series.operation.name);
  if (!span || (span.statusCode === STATUS.error) !== series.failed) return [];
  return [
    {
      timeUs: span.endUs,
      value: (span.endUs - span.startUs) / 1e6,
      traceId: span.traceId,
      spanId: span.spanId,
      attributes: { 'url.path': span.attributes['url.path'] },
    },
  ];
}

function seriesOf(operation: Operation): Series[] {
  const http = operation.kind === 'http';
  const buckets = (median: number) =>
    http ? explicitBuckets(BOUNDS, median, operation.sigma) : exponentialBuckets(median, operation.sigma);
  const normal = buckets(operation.median);
  const incident = operation.incident && buckets(operation.incident.median);
  const [method, route] = operation.name.split(' ');
  const outcomes = operation.errors > 0 || (operation.incident?.errors ?? 0) > 0 ? [false, true] : [false];
  return outcomes.map((failed) => ({
    operation,
    failed,
    attributes: http
      ? {
          'http.request.method': method,
          'http.route': route,
          'http.response.status_code': failed ? Number(operation.errorStatus) : 200,
          'network.protocol.version': '1.1',
          'url.scheme': 'http',
          'error.type': failed ? operation.errorStatus : undefined,
        }
      : {
          'rpc.system.name': 'grpc',
          'rpc.method': operation.name,
          'rpc.response.status_code': failed ? operation.errorStatus : 'OK',
          'error.type': failed ? operation.errorStatus : undefined,
        },
    normal,
    incident,
    phases: Float64Array.from(normal.shares, (_, i) => noise(hashText(operation.name), Number(failed), i)),
  }));
}

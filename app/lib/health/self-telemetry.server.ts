// Maple's own metrics as OTLP, sent to itself like any other service's.
import type { Logger } from 'pino';
import { toAppError } from '#app/lib/core/errors.ts';
import { OWN_SERVICE } from '#app/lib/telemetry/any-data.ts';
import type { HealthReport } from './schema.ts';

interface SelfTelemetryOptions {
  readonly report: () => Promise<HealthReport>;
  /** Takes an OTLP/JSON metrics request. */
  readonly send: (body: Uint8Array) => Promise<unknown>;
  readonly log: Logger;
  /** Milliseconds between two exports. */
  readonly everyMs: number;
  readonly now: () => number;
}

/** Exports until `stop` is called. A failed export is dropped: the next one carries the same cumulative counts. */
export function startSelfTelemetry(options: SelfTelemetryOptions): { stop(): Promise<void> } {
  const startNs = nanos(options.now());
  let running: Promise<void> | undefined;
  const timer = setInterval(() => {
    // While ClickHouse is slow, exports that pile up would only add to its work.
    running ??= exportOnce(options, startNs).finally(() => {
      running = undefined;
    });
  }, options.everyMs);
  return {
    stop: async () => {
      clearInterval(timer);
      await running;
    },
  };
}

async function exportOnce(options: SelfTelemetryOptions, startNs: string): Promise<void> {
  try {
    const request = selfMetrics(await options.report(), startNs, nanos(options.now()));
    await options.send(Buffer.from(JSON.stringify(request)));
  } catch (thrown) {
    options.log.debug({ err: toAppError(thrown) }, 'own metrics were not stored');
  }
}

/** A value and its attributes. */
type Point = readonly [number, Record<string, string>];

/** A health report as an OTLP/JSON metrics request. Times are nanoseconds as decimal text. */
function selfMetrics(report: HealthReport, startNs: string, nowNs: string): unknown {
  const times = { startTimeUnixNano: startNs, timeUnixNano: nowNs };
  const dataPoints = (points: readonly Point[]) =>
    points.map(([value, attributes]) => ({ ...times, asDouble: value, attributes: keyValues(attributes) }));
  const gauge = (name: string, unit: string, points: readonly Point[]) => ({
    name,
    unit,
    gauge: { dataPoints: dataPoints(points) },
  });
  const sum = (name: string, unit: string, points: readonly Point[]) => ({
    name,
    unit,
    sum: { aggregationTemporality: 2, isMonotonic: true, dataPoints: dataPoints(points) },
  });
  const { ingest, queries } = report;
  const signals = Object.entries(ingest.signals);
  return {
    resourceMetrics: [
      {
        resource: {
          attributes: keyValues({ 'service.name': OWN_SERVICE, 'service.version': report.version }),
        },
        scopeMetrics: [
          {
            scope: { name: 'maple' },
            metrics: [
              sum(
                'maple.ingest.records',
                '{record}',
                signals.map(([signal, s]) => [s.accepted, { signal }]),
              ),
              sum(
                'maple.ingest.rejected',
                '{record}',
                signals.map(([signal, s]) => [s.rejected, { signal }]),
              ),
              sum(
                'maple.ingest.bytes',
                'By',
                signals.map(([signal, s]) => [s.bytes, { signal }]),
              ),
              sum(
                'maple.ingest.failed_requests',
                '{request}',
                Object.entries(ingest.failedRequests).map(([code, count]) => [count, { code }]),
              ),
              gauge('maple.ingest.queue.size', 'By', [[ingest.queuedBytes, {}]]),
              gauge('maple.ingest.insert.duration', 'ms', quantiles(ingest.insertDurationMs)),
              sum('maple.clickhouse.queries', '{query}', [[queries.count, {}]]),
              sum('maple.clickhouse.failed_queries', '{query}', [[queries.failed, {}]]),
              gauge('maple.clickhouse.query.duration', 'ms', quantiles(queries.durationMs)),
              gauge('process.memory.usage', 'By', [[report.process.rssBytes, {}]]),
              sum('process.cpu.time', 's', [[report.process.cpuSeconds, {}]]),
            ].filter((metric) => 'gauge' in metric || metric.sum.dataPoints.length > 0),
          },
        ],
      },
    ],
  };
}

function quantiles(summary: { p50: number; p95: number; max: number }): Point[] {
  return [
    [summary.p50, { quantile: '0.5' }],
    [summary.p95, { quantile: '0.95' }],
    [summary.max, { quantile: '1' }],
  ];
}

function keyValues(attributes: Record<string, string>) {
  return Object.entries(attributes).map(([key, value]) => ({ key, value: { stringValue: value } }));
}

function nanos(ms: number): string {
  return `${Math.trunc(ms)}000000`;
}

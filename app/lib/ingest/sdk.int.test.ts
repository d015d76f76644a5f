// The official OpenTelemetry JS SDK as the sender: every signal over every transport, read back from the tables.
import { SeverityNumber, SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { OTLPLogExporter as GrpcLogs } from '@opentelemetry/exporter-logs-otlp-grpc';
import { OTLPLogExporter as JsonLogs } from '@opentelemetry/exporter-logs-otlp-http';
import { OTLPLogExporter as ProtoLogs } from '@opentelemetry/exporter-logs-otlp-proto';
import { OTLPMetricExporter as GrpcMetrics } from '@opentelemetry/exporter-metrics-otlp-grpc';
import { OTLPMetricExporter as JsonMetrics } from '@opentelemetry/exporter-metrics-otlp-http';
import { OTLPMetricExporter as ProtoMetrics } from '@opentelemetry/exporter-metrics-otlp-proto';
import { OTLPTraceExporter as GrpcTraces } from '@opentelemetry/exporter-trace-otlp-grpc';
import { OTLPTraceExporter as JsonTraces } from '@opentelemetry/exporter-trace-otlp-http';
import { OTLPTraceExporter as ProtoTraces } from '@opentelemetry/exporter-trace-otlp-proto';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchLogRecordProcessor, LoggerProvider, type LogRecordExporter } from '@opentelemetry/sdk-logs';
import {
  AggregationType,
  MeterProvider,
  PeriodicExportingMetricReader,
  type PushMetricExporter,
} from '@opentelemetry/sdk-metrics';
import { BatchSpanProcessor, type SpanExporter, TracerProvider } from '@opentelemetry/sdk-trace';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestEngine } from '#app/lib/engine/testing.ts';
import { sql, str } from '#app/lib/sql/sql.ts';
import { startTestIngest, type TestIngest } from './testing.ts';

let engine: Awaited<ReturnType<typeof startTestEngine>>;
let ingest: TestIngest;

beforeAll(async () => {
  engine = await startTestEngine();
  ingest = await startTestIngest({ engineUrl: engine.url });
});

afterAll(async () => {
  await ingest?.stop();
  await engine?.stop();
});

interface Exporters {
  logs(): LogRecordExporter;
  traces(): SpanExporter;
  metrics(): PushMetricExporter;
}

const gzip = { compression: 'gzip' as never };

const TRANSPORTS: Record<string, Exporters> = {
  'HTTP protobuf': {
    logs: () => new ProtoLogs({ url: `${ingest.httpUrl}/v1/logs` }),
    traces: () => new ProtoTraces({ url: `${ingest.httpUrl}/v1/traces` }),
    metrics: () => new ProtoMetrics({ url: `${ingest.httpUrl}/v1/metrics` }),
  },
  'HTTP protobuf gzip': {
    logs: () => new ProtoLogs({ url: `${ingest.httpUrl}/v1/logs`, ...gzip }),
    traces: () => new ProtoTraces({ url: `${ingest.httpUrl}/v1/traces`, ...gzip }),
    metrics: () => new ProtoMetrics({ url: `${ingest.httpUrl}/v1/metrics`, ...gzip }),
  },
  'HTTP JSON': {
    logs: () => new JsonLogs({ url: `${ingest.httpUrl}/v1/logs` }),
    traces: () => new JsonTraces({ url: `${ingest.httpUrl}/v1/traces` }),
    metrics: () => new JsonMetrics({ url: `${ingest.httpUrl}/v1/metrics` }),
  },
  gRPC: {
    logs: () => new GrpcLogs({ url: `http://${ingest.grpcAddress}` }),
    traces: () => new GrpcTraces({ url: `http://${ingest.grpcAddress}` }),
    metrics: () => new GrpcMetrics({ url: `http://${ingest.grpcAddress}` }),
  },
  'gRPC gzip': {
    logs: () => new GrpcLogs({ url: `http://${ingest.grpcAddress}`, ...gzip }),
    traces: () => new GrpcTraces({ url: `http://${ingest.grpcAddress}`, ...gzip }),
    metrics: () => new GrpcMetrics({ url: `http://${ingest.grpcAddress}`, ...gzip }),
  },
};

describe.each(Object.entries(TRANSPORTS))('%s', (name, exporters) => {
  const service = `sdk over ${name}`;
  const resource = resourceFromAttributes({ 'service.name': service, 'host.name': 'laptop' });

  test('log records', async () => {
    const provider = new LoggerProvider({
      resource,
      processors: [new BatchLogRecordProcessor({ exporter: exporters.logs() })],
    });
    const logger = provider.getLogger('checkout', '1.2.3');
    for (let i = 0; i < 100; i++)
      logger.emit({
        body: `order ${i} placed ✓`,
        severityNumber: SeverityNumber.WARN,
        severityText: 'WARN',
        attributes: { 'order.id': i, paid: true, tags: ['a', 'b'] },
      });
    await provider.forceFlush();
    await provider.shutdown();
    const rows = await ingest.rows(
      sql`SELECT Body, SeverityText, SeverityNumber, ScopeName, ScopeVersion, LogAttributes, ResourceAttributes['host.name'] AS host,
        toString(count() OVER ()) AS n FROM otel.otel_logs WHERE ServiceName = ${str(service)}
        ORDER BY Body = 'order 42 placed ✓' DESC LIMIT 1`,
    );
    expect(rows).toEqual([
      {
        Body: 'order 42 placed ✓',
        SeverityText: 'WARN',
        SeverityNumber: 13,
        ScopeName: 'checkout',
        ScopeVersion: '1.2.3',
        LogAttributes: { 'order.id': '42', paid: 'true', tags: '["a","b"]' },
        host: 'laptop',
        n: '100',
      },
    ]);
  });

  test('spans', async () => {
    const provider = new TracerProvider({
      resource,
      spanProcessors: [new BatchSpanProcessor({ exporter: exporters.traces() })],
    });
    const tracer = provider.getTracer('checkout', '1.2.3');
    const span = tracer.startSpan('GET /cart', {
      kind: SpanKind.SERVER,
      attributes: { 'http.route': '/cart' },
    });
    span.addEvent('cache miss', { key: 'cart:7' });
    span.setStatus({ code: SpanStatusCode.ERROR, message: 'timeout' });
    span.end();
    await provider.forceFlush();
    await provider.shutdown();
    const { traceId, spanId } = span.spanContext();
    const rows = await ingest.rows(
      sql`SELECT TraceId, SpanId, ParentSpanId, SpanName, SpanKind, StatusCode, StatusMessage, SpanAttributes, Events.Name AS events,
        Events.Attributes AS eventAttributes, Duration > 0 AS lasted FROM otel.otel_traces WHERE ServiceName = ${str(service)}`,
    );
    expect(rows).toEqual([
      {
        TraceId: traceId,
        SpanId: spanId,
        ParentSpanId: '',
        SpanName: 'GET /cart',
        SpanKind: 'Server',
        StatusCode: 'Error',
        StatusMessage: 'timeout',
        SpanAttributes: { 'http.route': '/cart' },
        events: ['cache miss'],
        eventAttributes: [{ key: 'cart:7' }],
        lasted: 1,
      },
    ]);
  });

  test('metrics', async () => {
    const reader = new PeriodicExportingMetricReader({
      exporter: exporters.metrics(),
      exportIntervalMillis: 3_600_000,
    });
    const provider = new MeterProvider({
      resource,
      readers: [reader],
      views: [
        { instrumentName: 'latency.exp', aggregation: { type: AggregationType.EXPONENTIAL_HISTOGRAM } },
      ],
    });
    const meter = provider.getMeter('shop');
    meter.createCounter('orders', { unit: '{order}' }).add(3, { region: 'eu' });
    meter.createGauge('temperature').record(21.5);
    meter.createHistogram('latency').record(12);
    meter.createHistogram('latency.exp').record(12);
    await provider.forceFlush();
    await provider.shutdown();
    const of = str(service);
    expect(
      await ingest.rows(
        sql`SELECT MetricName, MetricUnit, Value, Attributes, IsMonotonic FROM otel.otel_metrics_sum WHERE ServiceName = ${of} LIMIT 1`,
      ),
    ).toEqual([
      {
        MetricName: 'orders',
        MetricUnit: '{order}',
        Value: 3,
        Attributes: { region: 'eu' },
        IsMonotonic: true,
      },
    ]);
    expect(
      await ingest.rows(
        sql`SELECT MetricName, Value FROM otel.otel_metrics_gauge WHERE ServiceName = ${of} LIMIT 1`,
      ),
    ).toEqual([{ MetricName: 'temperature', Value: 21.5 }]);
    expect(
      await ingest.rows(
        sql`SELECT MetricName, toString(Count) AS n, Sum, toString(arraySum(BucketCounts)) AS inBuckets FROM otel.otel_metrics_histogram WHERE ServiceName = ${of} LIMIT 1`,
      ),
    ).toEqual([{ MetricName: 'latency', n: '1', Sum: 12, inBuckets: '1' }]);
    expect(
      await ingest.rows(
        sql`SELECT MetricName, toString(Count) AS n, Sum, toString(arraySum(PositiveBucketCounts)) AS inBuckets FROM otel.otel_metrics_exponential_histogram WHERE ServiceName = ${of} LIMIT 1`,
      ),
    ).toEqual([{ MetricName: 'latency.exp', n: '1', Sum: 12, inBuckets: '1' }]);
  });
});

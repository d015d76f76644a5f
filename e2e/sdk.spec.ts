// A stock OpenTelemetry SDK sends over every transport; the API finds the records by what they say.
import { SeverityNumber } from '@opentelemetry/api';
import { OTLPLogExporter as GrpcLogs } from '@opentelemetry/exporter-logs-otlp-grpc';
import { OTLPLogExporter as JsonLogs } from '@opentelemetry/exporter-logs-otlp-http';
import { OTLPLogExporter as ProtoLogs } from '@opentelemetry/exporter-logs-otlp-proto';
import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-proto';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchLogRecordProcessor, LoggerProvider, type LogRecordExporter } from '@opentelemetry/sdk-logs';
import { MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Maple, startMaple } from './lib/maple.ts';

let maple: Maple;

beforeAll(async () => {
  maple = await startMaple();
});

afterAll(async () => {
  expect(await maple?.stop()).toBe(0);
});

test.each<[string, () => LogRecordExporter]>([
  ['protobuf', () => new ProtoLogs({ url: `${maple.otlpHttp}/v1/logs` })],
  ['json', () => new JsonLogs({ url: `${maple.otlpHttp}/v1/logs` })],
  ['grpc', () => new GrpcLogs({ url: maple.otlpGrpc })],
])('log records over %s are searchable as soon as the SDK has flushed them', async (word, exporter) => {
  const provider = new LoggerProvider({
    resource: resourceFromAttributes({ 'service.name': 'sdk' }),
    processors: [new BatchLogRecordProcessor({ exporter: exporter() })],
  });
  const logger = provider.getLogger('e2e', '1.0');
  for (let n = 0; n < 50; n++)
    logger.emit({
      body: `needle${word} number ${n}`,
      severityNumber: SeverityNumber.ERROR,
      severityText: 'ERROR',
      attributes: { n },
    });
  await provider.forceFlush();
  await provider.shutdown();
  const answer = await (await maple.api(`/logs/search?query=needle${word}&from=now-5m&limit=1000`)).json();
  expect(answer.rows).toHaveLength(50);
  expect(new Set(answer.rows.map((row: { attributes: { n: string } }) => row.attributes.n)).size).toBe(50);
  expect(answer.rows[0]).toMatchObject({ service: 'sdk', severity: 'ERROR', severityNumber: 17 });
  expect(answer.rows[0].scope).toEqual({ name: 'e2e', version: '1.0', attributes: {} });
});

test('spans and metrics are counted as stored by the health report', async () => {
  const resource = resourceFromAttributes({ 'service.name': 'sdk' });
  const tracing = new TracerProvider({
    resource,
    spanProcessors: [
      new BatchSpanProcessor({ exporter: new OTLPTraceExporter({ url: `${maple.otlpHttp}/v1/traces` }) }),
    ],
  });
  const tracer = tracing.getTracer('e2e');
  for (let n = 0; n < 20; n++) tracer.startSpan(`span ${n}`).end();
  await tracing.forceFlush();
  const metering = new MeterProvider({
    resource,
    readers: [
      new PeriodicExportingMetricReader({
        exporter: new OTLPMetricExporter({ url: `${maple.otlpHttp}/v1/metrics` }),
        exportIntervalMillis: 60_000,
      }),
    ],
  });
  metering.getMeter('e2e').createCounter('orders').add(3);
  await metering.forceFlush();
  await Promise.all([tracing.shutdown(), metering.shutdown()]);
  const report = await (await fetch(`${maple.url}/api/v1/health/status`)).json();
  expect(report).toMatchObject({
    status: 'ok',
    ingest: { signals: { traces: { accepted: 20, rejected: 0 }, metrics: { rejected: 0 } }, queuedBytes: 0 },
  });
  expect(report.ingest.signals.metrics.accepted).toBeGreaterThanOrEqual(1);
});

test('the API describes itself', async () => {
  const document = await (await fetch(`${maple.url}/api/v1/openapi.json`)).json();
  expect(document.openapi).toBe('3.1.0');
  expect(Object.keys(document.paths)).toEqual(
    expect.arrayContaining(['/api/v1/logs/search', '/api/v1/health/status', '/api/v1/openapi.json']),
  );
});

test.each([
  ['/logs/search?query=a%20AND%20(b', 400, { code: 'bad_request', position: { from: 6, to: 7 } }],
  ['/logs/search?from=never', 400, { code: 'bad_request' }],
  ['/logs/search?language=sql&query=nothing%20%3D%201', 400, { code: 'bad_request' }],
  ['/logs/search?source=mine', 404, { code: 'not_found' }],
  ['/logs/search?limit=0', 400, { code: 'bad_request' }],
  ['/logs/search?nonsense=1', 400, { code: 'bad_request' }],
  ['/logs/search?cursor=zzz', 400, { code: 'bad_request' }],
])('%s answers %i with a positioned error', async (path, status, error) => {
  const response = await maple.api(path);
  expect(response.status).toBe(status);
  expect((await response.json()).error).toMatchObject(error);
});

test('an unknown API path and method answer in the API’s own form', async () => {
  const wrongMethod = await maple.api('/logs/search', { method: 'DELETE' });
  expect([wrongMethod.status, wrongMethod.headers.get('allow')]).toEqual([405, 'GET, POST']);
  const unknown = await maple.api('/nothing');
  expect(unknown.status).toBe(404);
  expect((await unknown.json()).error.code).toBe('not_found');
});

// How a key is used, ready to paste: for what sends telemetry, and for what asks the API. Pure.
import type { ApiKey } from '#app/lib/keys/schema.ts';

interface Example {
  readonly id: string;
  readonly label: string;
  readonly code: string;
}

/** Those that fit what the key may do. `url` is the address of the web interface, `otlp` those of the receivers. */
export function keyExamples(
  key: string,
  scopes: ApiKey['scopes'],
  otlp: { readonly http: string; readonly grpc: string },
  url: string,
): Example[] {
  const examples: Example[] = [];
  if (scopes.includes('ingest')) {
    examples.push(
      {
        id: 'sdk',
        label: 'SDK',
        // The specification has the value percent-encoded.
        code: [
          `export OTEL_EXPORTER_OTLP_ENDPOINT="${otlp.http}"`,
          'export OTEL_EXPORTER_OTLP_PROTOCOL="http/protobuf"',
          `export OTEL_EXPORTER_OTLP_HEADERS="Authorization=Bearer%20${key}"`,
        ].join('\n'),
      },
      {
        id: 'collector',
        label: 'Collector',
        code: `exporters:
  otlp_http/maple:
    endpoint: ${otlp.http}
    headers:
      authorization: Bearer ${key}`,
      },
    );
  }
  if (scopes.includes('read')) {
    examples.push({
      id: 'api',
      label: 'API',
      code: `curl -sS '${url}/api/v1/logs/search?from=now-15m&limit=5' \\\n  -H 'Authorization: Bearer ${key}'`,
    });
  }
  if (scopes.includes('admin')) {
    examples.push({
      id: 'keys',
      label: 'Keys',
      code: `curl -sS '${url}/api/v1/api-keys' \\\n  -H 'Authorization: Bearer ${key}'`,
    });
  }
  return examples;
}

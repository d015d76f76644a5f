// Copy-paste set-up per language, with this installation's own addresses in it. Pure.

/** Where this Maple takes telemetry. */
export interface OtlpAddress {
  /** Base URL of OTLP/HTTP, e.g. `http://127.0.0.1:4318`. */
  readonly http: string;
  /** URL of OTLP/gRPC, e.g. `http://127.0.0.1:4317`. */
  readonly grpc: string;
  readonly needsKey: boolean;
}

export interface Snippet {
  readonly id: string;
  readonly label: string;
  readonly steps: readonly { readonly title: string; readonly code: string }[];
  readonly note?: string;
}

/** Stands where a person puts an ingest key. */
export const KEY_PLACEHOLDER = 'YOUR_INGEST_KEY';

/** The tabs of the page, in order. */
export function snippets(address: OtlpAddress): readonly Snippet[] {
  return [
    curl(address),
    javascript(address),
    python(address),
    go(address),
    java(address),
    collector(address),
  ];
}

function curl({ http, needsKey }: OtlpAddress): Snippet {
  const header = needsKey ? ` \\\n  -H 'Authorization: Bearer ${KEY_PLACEHOLDER}'` : '';
  return {
    id: 'curl',
    label: 'Try it now',
    steps: [
      {
        title: 'Send one log record from a terminal',
        code: `curl -sS ${http}/v1/logs -H 'Content-Type: application/json'${header} -d '{
  "resourceLogs": [{
    "resource": {"attributes": [{"key": "service.name", "value": {"stringValue": "hello"}}]},
    "scopeLogs": [{"logRecords": [{
      "severityNumber": 9, "severityText": "INFO",
      "body": {"stringValue": "Hello, Maple!"}
    }]}]
  }]
}'`,
      },
    ],
  };
}

function javascript(address: OtlpAddress): Snippet {
  return {
    id: 'javascript',
    label: 'JavaScript',
    steps: [
      {
        title: 'Install',
        code: 'npm install @opentelemetry/api @opentelemetry/auto-instrumentations-node',
      },
      {
        title: 'Run your program',
        code: `${environment(address)}
export NODE_OPTIONS="--require @opentelemetry/auto-instrumentations-node/register"
node app.js`,
      },
    ],
    note: 'Traces, metrics, and the log lines of pino, winston and bunyan are sent. console.log is not.',
  };
}

function python(address: OtlpAddress): Snippet {
  return {
    id: 'python',
    label: 'Python',
    steps: [
      {
        title: 'Install',
        code: `pip install opentelemetry-distro opentelemetry-exporter-otlp
opentelemetry-bootstrap -a install`,
      },
      {
        title: 'Run your program',
        code: `${environment(address)}
opentelemetry-instrument python app.py`,
      },
    ],
    note: 'Log lines of the logging module are sent from opentelemetry-distro 0.61b0 on; before, also set OTEL_PYTHON_LOGGING_AUTO_INSTRUMENTATION_ENABLED=true.',
  };
}

function go(address: OtlpAddress): Snippet {
  return {
    id: 'go',
    label: 'Go',
    steps: [
      {
        title: 'Install',
        code: `go get go.opentelemetry.io/otel go.opentelemetry.io/otel/sdk go.opentelemetry.io/otel/sdk/log \\
  go.opentelemetry.io/otel/sdk/metric go.opentelemetry.io/contrib/exporters/autoexport \\
  go.opentelemetry.io/contrib/bridges/otelslog`,
      },
      {
        title: 'Set up all three signals in main.go',
        code: `package main

import (
	"context"
	"log"
	"log/slog"

	"go.opentelemetry.io/contrib/bridges/otelslog"
	"go.opentelemetry.io/contrib/exporters/autoexport"
	"go.opentelemetry.io/otel"
	sdklog "go.opentelemetry.io/otel/sdk/log"
	"go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/trace"
)

func main() {
	ctx := context.Background()
	spans, err := autoexport.NewSpanExporter(ctx)
	if err != nil {
		log.Fatal(err)
	}
	metrics, err := autoexport.NewMetricReader(ctx)
	if err != nil {
		log.Fatal(err)
	}
	logs, err := autoexport.NewLogExporter(ctx)
	if err != nil {
		log.Fatal(err)
	}

	tracerProvider := trace.NewTracerProvider(trace.WithBatcher(spans))
	defer tracerProvider.Shutdown(ctx)
	otel.SetTracerProvider(tracerProvider)

	meterProvider := metric.NewMeterProvider(metric.WithReader(metrics))
	defer meterProvider.Shutdown(ctx)
	otel.SetMeterProvider(meterProvider)

	loggerProvider := sdklog.NewLoggerProvider(sdklog.WithProcessor(sdklog.NewBatchProcessor(logs)))
	defer loggerProvider.Shutdown(ctx)
	slog.SetDefault(otelslog.NewLogger("main", otelslog.WithLoggerProvider(loggerProvider)))

	slog.Info("Hello, Maple!")
}`,
      },
      { title: 'Run it', code: `${environment(address)}\ngo run .` },
    ],
  };
}

function java(address: OtlpAddress): Snippet {
  return {
    id: 'java',
    label: 'Java',
    steps: [
      {
        title: 'Download the agent',
        code: 'curl -sSLO https://github.com/open-telemetry/opentelemetry-java-instrumentation/releases/latest/download/opentelemetry-javaagent.jar',
      },
      {
        title: 'Run your program',
        code: `${environment(address)}
java -javaagent:./opentelemetry-javaagent.jar -jar app.jar`,
      },
    ],
    note: 'Traces, metrics, and the log lines of Logback, Log4j and java.util.logging are sent.',
  };
}

function collector({ http, needsKey }: OtlpAddress): Snippet {
  const headers = needsKey ? `\n    headers:\n      authorization: Bearer ${KEY_PLACEHOLDER}` : '';
  return {
    id: 'collector',
    label: 'Collector',
    steps: [
      {
        title: 'Add Maple to the collector’s configuration',
        code: `receivers:
  otlp:
    protocols:
      grpc:
        endpoint: 127.0.0.1:14317
      http:
        endpoint: 127.0.0.1:14318

processors:
  memory_limiter:
    check_interval: 1s
    limit_percentage: 80
    spike_limit_percentage: 25

exporters:
  otlp_http/maple:
    endpoint: ${http}${headers}

service:
  pipelines:
    logs:
      receivers: [otlp]
      processors: [memory_limiter]
      exporters: [otlp_http/maple]
    traces:
      receivers: [otlp]
      processors: [memory_limiter]
      exporters: [otlp_http/maple]
    metrics:
      receivers: [otlp]
      processors: [memory_limiter]
      exporters: [otlp_http/maple]`,
      },
    ],
    note: 'The receiver takes other ports than usual here, because Maple has 4317 and 4318 on this machine. Before collector 0.144 the exporter is called otlphttp.',
  };
}

/** The environment variables that every SDK reads (OpenTelemetry specification, "OTLP exporter"). */
function environment({ http, needsKey }: OtlpAddress): string {
  return [
    'export OTEL_SERVICE_NAME="my-service"',
    `export OTEL_EXPORTER_OTLP_ENDPOINT="${http}"`,
    'export OTEL_EXPORTER_OTLP_PROTOCOL="http/protobuf"',
    'export OTEL_LOGS_EXPORTER="otlp"',
    ...(needsKey ? [`export OTEL_EXPORTER_OTLP_HEADERS="Authorization=Bearer%20${KEY_PLACEHOLDER}"`] : []),
  ].join('\n');
}

// The parts of Maple as people know them: what each is for, and what to do when it is not well. Pure.
import type { ComponentHealth } from '#app/lib/health/schema.ts';

interface Part {
  readonly name: string;
  /** What it is for. */
  readonly what: string;
  /** What it means that it is away, and what helps. */
  readonly help: string;
}

const PARTS: Readonly<Record<string, Part>> = {
  engine: {
    name: 'Engine',
    what: 'ClickHouse, which stores telemetry and answers queries.',
    help: 'Queries and inserts wait. The embedded engine starts again by itself; when it keeps ending, look for memory or disk that is used up. Of a server, check CLICKHOUSE_URL and that it runs.',
  },
  storage: {
    name: 'Storage',
    what: 'Whether the latest inserts were stored.',
    help: 'Senders are told to retry, so nothing is lost as long as they can. Usually the disk is full: shorten the retention or add room.',
  },
  metadata: {
    name: 'Metadata database',
    what: 'SQLite in the data directory: people, teams, keys, saved searches.',
    help: 'Nobody can sign in. Check that the data directory is there, can be written and has room.',
  },
  otlpHttp: {
    name: 'OTLP over HTTP',
    what: 'Receives telemetry from SDKs and collectors.',
    help: 'Senders over HTTP are refused. Another program may have the port: see MAPLE_OTLP_HTTP_PORT, and start again.',
  },
  otlpGrpc: {
    name: 'OTLP over gRPC',
    what: 'Receives telemetry from SDKs and collectors.',
    help: 'Senders over gRPC are refused. Another program may have the port: see MAPLE_OTLP_GRPC_PORT, and start again.',
  },
};

const OTHER = { what: 'A part of Maple.', help: 'The log says why.' };

/** The parts that are known come first and in their order. */
export function explainedParts(
  components: Readonly<Record<string, ComponentHealth>>,
): (Part & ComponentHealth & { readonly id: string })[] {
  const known = Object.keys(PARTS);
  const place = (id: string) => (known.includes(id) ? known.indexOf(id) : known.length);
  return Object.entries(components)
    .sort(([a], [b]) => place(a) - place(b))
    .map(([id, component]) => ({ id, ...(PARTS[id] ?? { ...OTHER, name: id }), ...component }));
}

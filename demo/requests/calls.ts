// How the services talk: HTTP, gRPC, SQL, Redis and Kafka as pairs of spans with the current semantic conventions.
import { KIND, type Span } from '../model.ts';
import { type ServiceName, service } from '../scenario.ts';
import { logCall } from './call-log.ts';
import type { Frame, Recorder } from './recorder.ts';

export interface HttpRequest {
  readonly method: string;
  /** The template: low cardinality. */
  readonly route: string;
  readonly path: string;
  readonly query?: string;
}

/** Who is calling from outside. */
export interface Caller {
  readonly ip: string;
  readonly asn: number;
  readonly country: string;
  readonly userAgent: string;
  readonly id: string;
}

/** The host name of a service inside the cluster. */
export function hostOf(name: ServiceName): string {
  return `${name}.${service(name).namespace}.svc.cluster.local`;
}

/** An HTTP request from outside: the root server span. Returns the status that `handle` gives. */
export function httpEntry(
  r: Recorder,
  target: ServiceName,
  request: HttpRequest,
  caller: Caller,
  handle: (server: Frame) => number,
): number {
  const server = r.open(r.pod(target), undefined, 'http', KIND.server, `${request.method} ${request.route}`, {
    ...serverAttributes(request),
    'url.query': request.query,
    'server.address': 'shop.example',
    'client.address': caller.ip,
    'client.as.number': caller.asn,
    'client.geo.country.iso_code': caller.country,
    'user_agent.original': caller.userAgent,
    'user.id': caller.id || undefined,
  });
  return answer(r, server, handle);
}

/** An HTTP request from one service to another: client and server span. */
export function http(
  r: Recorder,
  from: Frame,
  target: ServiceName,
  request: HttpRequest,
  handle: (server: Frame) => number,
): number {
  const { port } = service(target);
  const host = hostOf(target);
  const client = r.open(from.pod, from.span, 'http', KIND.client, request.method, {
    'http.request.method': request.method,
    'server.address': host,
    'server.port': port,
    'url.full': `http://${host}:${port}${request.path}${request.query ? `?${request.query}` : ''}`,
    'network.protocol.version': '1.1',
  });
  r.spend(250);
  const server = r.open(
    r.pod(target),
    client.span,
    'http',
    KIND.server,
    `${request.method} ${request.route}`,
    {
      ...serverAttributes(request),
      'server.address': host,
      'client.address': `10.${r.region === 'eu-west-1' ? 20 : 40}.${r.rng.int(0, 3)}.${r.rng.int(2, 250)}`,
      'user_agent.original': from.pod.service.sdk?.language === 'nodejs' ? 'node' : 'Go-http-client/1.1',
    },
  );
  const status = answer(r, server, handle);
  r.spend(200);
  client.span.attributes['http.response.status_code'] = status;
  if (status >= 400) r.fail(client, String(status), '');
  r.close(client);
  return status;
}

function serverAttributes(request: HttpRequest) {
  return {
    'http.request.method': request.method,
    'http.route': request.route,
    'url.path': request.path,
    'url.scheme': 'http',
    'network.protocol.version': '1.1',
  };
}

function answer(r: Recorder, server: Frame, handle: (server: Frame) => number): number {
  r.spend(300);
  const status = handle(server);
  r.spend(150);
  server.span.attributes['http.response.status_code'] = status;
  logCall(r, server, status);
  if (status >= 500 && server.span.statusCode === 0) r.fail(server, String(status), '');
  r.close(server);
  return status;
}

export type GrpcStatus =
  | 'OK'
  | 'NOT_FOUND'
  | 'RESOURCE_EXHAUSTED'
  | 'FAILED_PRECONDITION'
  | 'UNAVAILABLE'
  | 'DEADLINE_EXCEEDED'
  | 'INTERNAL';

const SERVER_FAULTS: ReadonlySet<GrpcStatus> = new Set(['UNAVAILABLE', 'DEADLINE_EXCEEDED', 'INTERNAL']);

/** A gRPC call: client and server span. `method` is the full one, `package.Service/Method`. */
export function grpc(
  r: Recorder,
  from: Frame,
  target: ServiceName,
  method: string,
  handle: (server: Frame) => GrpcStatus,
): GrpcStatus {
  const { port } = service(target);
  const client = r.open(from.pod, from.span, 'rpc', KIND.client, method, {
    'rpc.system.name': 'grpc',
    'rpc.method': method,
    'server.address': hostOf(target),
    'server.port': port,
  });
  r.spend(180);
  const server = r.open(r.pod(target), client.span, 'rpc', KIND.server, method, {
    'rpc.system.name': 'grpc',
    'rpc.method': method,
    'server.address': hostOf(target),
    'server.port': port,
    'network.peer.address': `10.${r.region === 'eu-west-1' ? 20 : 40}.${r.rng.int(0, 3)}.${r.rng.int(2, 250)}`,
  });
  r.spend(220);
  const status = handle(server);
  server.span.attributes['rpc.response.status_code'] = status;
  logCall(r, server, status);
  if (SERVER_FAULTS.has(status) && server.span.statusCode === 0) r.fail(server, status, '');
  r.spend(90);
  r.close(server);
  r.spend(160);
  client.span.attributes['rpc.response.status_code'] = status;
  if (status !== 'OK') r.fail(client, status, '');
  r.close(client);
  return status;
}

export interface Statement {
  readonly operation: 'SELECT' | 'INSERT' | 'UPDATE' | 'DELETE';
  readonly table: string;
  readonly database: string;
  readonly text: string;
  readonly rows: number;
  readonly medianUs: number;
}

/** A PostgreSQL statement. Slow ones are also in the database's own log. Returns how long it took, in microseconds. */
export function sql(r: Recorder, from: Frame, statement: Statement): number {
  const { operation, table } = statement;
  const start = r.nowUs;
  const span = r.open(from.pod, from.span, 'sql', KIND.client, `${operation} ${table}`, {
    'db.system.name': 'postgresql',
    'db.namespace': statement.database,
    'db.operation.name': operation,
    'db.collection.name': table,
    'db.query.summary': `${operation} ${table}`,
    'db.query.text': statement.text,
    'db.response.returned_rows': operation === 'SELECT' ? statement.rows : undefined,
    'server.address': `pg-${statement.database}-rw.data.svc.cluster.local`,
    'server.port': 5432,
  });
  const unindexed = r.effects.slowDatabase && table === 'stock_items';
  r.spend(unindexed ? 1_700_000 : statement.medianUs, unindexed ? 0.35 : 0.6);
  r.close(span);
  const took = r.nowUs - start;
  if (took > 250_000) {
    r.say(r.pod('postgresql'), undefined, 'info', 'duration: {duration} ms  execute <unnamed>: {statement}', {
      duration: (took / 1000).toFixed(3),
      statement: statement.text,
    });
    r.log(from, 'warn', 'slow query on {table}: {duration_ms} ms', {
      table,
      duration_ms: Math.round(took / 1000),
      rows: statement.rows,
    });
  }
  return took;
}

/** A Redis command; the value is `key` with the variable part left out. */
export function redis(r: Recorder, from: Frame, command: string, key: string, medianUs = 350): void {
  const span = r.open(from.pod, from.span, 'redis', KIND.client, command, {
    'db.system.name': 'redis',
    'db.namespace': '0',
    'db.operation.name': command,
    'db.query.text': `${command} ${key}`,
    'server.address': `redis-${from.pod.service.name}.data.svc.cluster.local`,
    'server.port': 6379,
  });
  r.spend(medianUs);
  r.close(span);
}

/** A message sent to Kafka; returns the producer's span for links. */
export function publish(r: Recorder, from: Frame, topic: string, key: string, bytes: number): Span {
  const span = r.open(from.pod, from.span, 'kafka', KIND.producer, `send ${topic}`, {
    'messaging.system': 'kafka',
    'messaging.operation.name': 'send',
    'messaging.operation.type': 'send',
    'messaging.destination.name': topic,
    'messaging.destination.partition.id': String(key.charCodeAt(key.length - 1) % 12),
    'messaging.kafka.message.key': key,
    'messaging.kafka.offset': Math.floor(r.nowUs / 100_000) % 1_000_000_000,
    'messaging.message.body.size': bytes,
    'messaging.client.id': `${from.pod.service.name}-producer-1`,
    'server.address': 'kafka-bootstrap.data.svc.cluster.local',
    'server.port': 9092,
  });
  r.spend(1_800);
  r.close(span);
  return span.span;
}

/**
 * A consumer handles a message some time later, linked to the span that sent it: as its child (`continues`) or in a
 * trace of its own. The caller's clock does not wait for it.
 */
export function consume(
  r: Recorder,
  producer: Span,
  target: ServiceName,
  topic: string,
  options: { readonly continues: boolean; readonly lagUs: number },
  handle: (consumer: Frame) => void,
): void {
  const work = () => {
    r.spend(options.lagUs, 0.6);
    const consumer = r.open(
      r.pod(target),
      options.continues ? producer : undefined,
      'kafka',
      KIND.consumer,
      `process ${topic}`,
      {
        'messaging.system': 'kafka',
        'messaging.operation.name': 'process',
        'messaging.operation.type': 'process',
        'messaging.destination.name': topic,
        'messaging.destination.partition.id': producer.attributes['messaging.destination.partition.id'],
        'messaging.kafka.message.key': producer.attributes['messaging.kafka.message.key'],
        'messaging.kafka.offset': producer.attributes['messaging.kafka.offset'],
        'messaging.consumer.group.name': target,
      },
      [
        {
          traceId: producer.traceId,
          spanId: producer.spanId,
          attributes: { 'messaging.batch.message_count': 1 },
        },
      ],
    );
    handle(consumer);
    r.close(consumer);
  };
  r.aside(() => (options.continues ? work() : r.otherTrace(work)));
}

// The OTLP/gRPC receiver: the Export method of the three collector services, on a port of its own.
import {
  logVerbosity,
  Metadata,
  Server,
  ServerCredentials,
  ServerInterceptingCall,
  type ServerInterceptingCallInterface,
  type ServerUnaryCall,
  type ServiceDefinition,
  type sendUnaryData,
  setLogVerbosity,
  type status,
} from '@grpc/grpc-js';
import type { Logger } from 'pino';
import { presentedKey } from '#app/lib/auth/presented-key.ts';
import { AppError } from '#app/lib/core/errors.ts';
import type { Signal } from '#app/lib/otlp/decode.ts';
import type { Listener } from './listener.ts';
import type { IngestTarget, Receiver } from './receive.server.ts';
import { encodeExportResponse, encodeStatus, grpcCode } from './responses.ts';
import { Slots } from './slots.ts';

export interface OtlpGrpcOptions {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  readonly receiver: Receiver;
  /** Bytes that all requests together may hold while they are received. */
  readonly maxBufferedBytes: number;
  /** Bytes of one message, compressed and after decompression. */
  readonly maxMessageBytes?: number;
  readonly log: Logger;
}

const SERVICES: Readonly<Record<Signal, string>> = {
  logs: 'opentelemetry.proto.collector.logs.v1.LogsService',
  traces: 'opentelemetry.proto.collector.trace.v1.TraceService',
  metrics: 'opentelemetry.proto.collector.metrics.v1.MetricsService',
};

const MIB = 1024 * 1024;

/** A sender that has a slot but sends nothing gives it up after this long. */
const RECEIVE_TIMEOUT_MS = 20_000;

/** Calls that may wait for a slot; what they send meanwhile stays in HTTP/2's flow-control window. */
const MAX_WAITING = 1_024;

/** Listens. Rejects when the address cannot be had. */
export async function startOtlpGrpc(options: OtlpGrpcOptions): Promise<Listener> {
  const { host, receiver, maxMessageBytes = 16 * MIB } = options;
  const slots = new Slots(Math.max(2, Math.floor(options.maxBufferedBytes / maxMessageBytes)), MAX_WAITING);
  const targets = new WeakMap<Metadata, IngestTarget>();
  // What matters is rejected or answered; the library's own lines on stderr would only double it.
  setLogVerbosity(logVerbosity.NONE);
  const server = new Server({
    'grpc.max_receive_message_length': maxMessageBytes,
    'grpc.max_concurrent_streams': 256,
    'grpc.keepalive_time_ms': 60_000,
    'grpc.keepalive_timeout_ms': 20_000,
    interceptors: [(method, call) => admit(call, receiver, signalOf(method.path), slots, targets)],
  });
  for (const signal of ['logs', 'traces', 'metrics'] as const) {
    server.addService(definition(SERVICES[signal]), {
      Export: (call: ServerUnaryCall<Buffer, Uint8Array>, reply: sendUnaryData<Uint8Array>) =>
        void handle(receiver, signal, targets, call, reply),
    });
  }
  const port = await bind(server, `${host.includes(':') ? `[${host}]` : host}:${options.port}`);
  // The library tells nobody; what is bound stays so until it is shut down.
  let listening = true;
  return {
    port,
    get listening() {
      return listening;
    },
    get bufferedBytes() {
      return slots.used * maxMessageBytes;
    },
    stop: (graceMs = 10_000) => {
      listening = false;
      return shutDown(server, graceMs);
    },
  };
}

/** What a method takes. Only those of SERVICES are served, so the last is metrics. */
function signalOf(path: string): Signal {
  if (path.includes(SERVICES.logs)) return 'logs';
  return path.includes(SERVICES.traces) ? 'traces' : 'metrics';
}

/** One unary method whose messages stay bytes. */
function definition(service: string): ServiceDefinition {
  const asIs = (bytes: Buffer) => bytes;
  return {
    Export: {
      path: `/${service}/Export`,
      requestStream: false,
      responseStream: false,
      requestSerialize: asIs,
      requestDeserialize: asIs,
      responseSerialize: asIs,
      responseDeserialize: asIs,
    },
  };
}

/**
 * Lets a call in before any of its message is read: its key must be good, and it must get one of the slots, each of
 * which stands for one message of the greatest size. That bounds the memory, since gRPC does not announce sizes.
 */
function admit(
  call: ServerInterceptingCallInterface,
  receiver: Receiver,
  signal: Signal,
  slots: Slots,
  targets: WeakMap<Metadata, IngestTarget>,
): ServerInterceptingCall {
  let leave: (() => void) | undefined;
  let timer: NodeJS.Timeout | undefined;
  let over = false;
  const release = () => {
    over = true;
    clearTimeout(timer);
    leave?.();
    leave = undefined;
  };
  const refuse = (thrown: unknown) => {
    release();
    call.sendStatus(statusOf(receiver.failed(thrown, 'grpc')));
  };
  return new ServerInterceptingCall(call, {
    start: (next) =>
      next({
        async onReceiveMetadata(metadata, proceed) {
          try {
            const key = presentedKey(first(metadata, 'authorization'), first(metadata, 'x-maple-key'));
            targets.set(metadata, await receiver.authenticate(key, signal));
            leave = await slots.enter();
          } catch (thrown) {
            return refuse(thrown);
          }
          if (over) return release();
          timer = setTimeout(
            () => refuse(new AppError('timeout', 'The message did not arrive in time.', { retryAfter: 1 })),
            RECEIVE_TIMEOUT_MS,
          );
          proceed(metadata);
        },
        onReceiveMessage(message, proceed) {
          release();
          proceed(message);
        },
        onCancel: release,
      }),
    sendStatus(answer, next) {
      release();
      next(answer);
    },
  });
}

async function handle(
  receiver: Receiver,
  signal: Signal,
  targets: WeakMap<Metadata, IngestTarget>,
  call: ServerUnaryCall<Buffer, Uint8Array>,
  reply: sendUnaryData<Uint8Array>,
): Promise<void> {
  try {
    const target = targets.get(call.metadata);
    if (target === undefined) throw new AppError('internal', 'The call was not let in.');
    const body = {
      bytes: call.request,
      release: () => {
        call.request = Buffer.alloc(0);
      },
    };
    const outcome = await receiver.receive(target, signal, 'protobuf', body);
    reply(null, Buffer.from(encodeExportResponse(signal, 'protobuf', outcome.rejected, outcome.message)));
  } catch (thrown) {
    reply(statusOf(receiver.failed(thrown, 'grpc')));
  }
}

/** The status of a failed call; when a retry makes sense, its delay is a RetryInfo in the details. */
function statusOf(error: AppError): { code: status; details: string; metadata: Metadata } {
  const metadata = new Metadata();
  metadata.set('grpc-status-details-bin', Buffer.from(encodeStatus('protobuf', error)));
  return { code: grpcCode(error), details: error.message, metadata };
}

function first(metadata: Metadata, name: string): string | undefined {
  const [value] = metadata.get(name);
  return typeof value === 'string' ? value : undefined;
}

function bind(server: Server, address: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.bindAsync(address, ServerCredentials.createInsecure(), (error, port) => {
      if (error) reject(error);
      else resolve(port);
    });
  });
}

function shutDown(server: Server, graceMs: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => server.forceShutdown(), graceMs);
    server.tryShutdown(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}

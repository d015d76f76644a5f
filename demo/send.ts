// Sends OTLP requests over HTTP as an SDK does: few connections, retries that heed Retry-After, nothing unbounded.
import { Agent, type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest, Agent as TlsAgent } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import type { Signal } from './args.ts';

/** One export request. */
export interface Export {
  readonly signal: Signal;
  readonly records: number;
  readonly body: Uint8Array<ArrayBuffer>;
}

interface SenderOptions {
  readonly endpoint: string;
  readonly key: string | undefined;
  readonly connections: number;
  readonly gzip: boolean;
  /** Ends waiting between retries and refuses what comes after. */
  readonly signal: AbortSignal;
  /** Told once for each row of failed tries, in a sentence. */
  readonly onTrouble: (message: string) => void;
}

/** What was sent so far. */
export interface SentStats {
  readonly records: Readonly<Record<Signal, number>>;
  readonly requests: number;
  readonly bytes: number;
  readonly retries: number;
  /** Records that the receiver refused for good (partial success or a 4xx). */
  readonly rejected: number;
}

const RETRYABLE = new Set([429, 502, 503, 504]);
const LONGEST_WAIT_MS = 30_000;

/** Sends exports with at most `connections` in flight. */
export class Sender {
  private readonly options: SenderOptions;
  private readonly agent: Agent;
  private readonly inFlight = new Set<Promise<void>>();
  private readonly counts = {
    records: { logs: 0, traces: 0, metrics: 0 },
    requests: 0,
    bytes: 0,
    retries: 0,
    rejected: 0,
  };
  private failure: Error | undefined;
  private closed = false;
  private troubled = false;

  constructor(options: SenderOptions) {
    this.options = options;
    const agent = options.endpoint.startsWith('https:') ? TlsAgent : Agent;
    this.agent = new agent({ keepAlive: true, maxSockets: options.connections });
  }

  get stats(): SentStats {
    return this.counts;
  }

  /** Hands over a request; waits while all connections are busy. Throws when the receiver refused an earlier one for good. */
  async send(item: Export): Promise<void> {
    while (this.inFlight.size >= this.options.connections) await Promise.race(this.inFlight);
    if (this.failure) throw this.failure;
    if (this.options.signal.aborted) return;
    const task = this.deliver(item)
      .catch((error: unknown) => {
        this.failure ??= error as Error;
      })
      .finally(() => this.inFlight.delete(task));
    this.inFlight.add(task);
  }

  /** Waits for what is in flight. */
  async drain(): Promise<void> {
    await Promise.all(this.inFlight);
    if (this.failure) throw this.failure;
  }

  /** Closes the connections; what is not answered by then is given up. */
  close(): void {
    this.closed = true;
    this.agent.destroy();
  }

  private async deliver(item: Export): Promise<void> {
    const { endpoint, key, signal } = this.options;
    const body = this.options.gzip ? gzipSync(item.body, { level: 1 }) : item.body;
    const headers: Record<string, string> = {
      'content-type': 'application/x-protobuf',
      'content-length': String(body.length),
      'user-agent': 'maple-demo/1',
    };
    if (this.options.gzip) headers['content-encoding'] = 'gzip';
    if (key) headers.authorization = `Bearer ${key}`;
    for (let attempt = 0; ; attempt++) {
      const answer = await post(`${endpoint}/v1/${item.signal}`, this.agent, headers, body);
      if (answer.status === 200) {
        this.troubled = false;
        this.counts.requests++;
        this.counts.bytes += body.length;
        this.counts.records[item.signal] += item.records;
        const rejected = rejectedCount(answer.body);
        if (rejected > 0) this.counts.rejected += rejected;
        return;
      }
      if (answer.status !== 0 && !RETRYABLE.has(answer.status)) {
        throw new Error(`${endpoint}/v1/${item.signal} answered ${answer.status}: ${printable(answer.body)}`);
      }
      if (signal.aborted || this.closed) return;
      this.counts.retries++;
      if (!this.troubled) {
        this.troubled = true;
        this.options.onTrouble(
          answer.status === 0
            ? `${endpoint} cannot be reached (${answer.error}); trying again`
            : `${endpoint} answered ${answer.status}; trying again`,
        );
      }
      const wait = answer.retryAfterMs ?? Math.min(LONGEST_WAIT_MS, 250 * 2 ** Math.min(attempt, 7));
      await sleep(Math.min(wait, LONGEST_WAIT_MS), undefined, { signal }).catch(() => undefined);
    }
  }
}

interface Answer {
  /** 0: no answer. */
  readonly status: number;
  readonly body: Buffer;
  readonly retryAfterMs: number | undefined;
  readonly error: string;
}

function post(url: string, agent: Agent, headers: Record<string, string>, body: Uint8Array): Promise<Answer> {
  return new Promise((resolve) => {
    const none = (error: Error & { code?: string }) =>
      resolve({
        status: 0,
        body: Buffer.alloc(0),
        retryAfterMs: undefined,
        error: error.code ?? error.message,
      });
    const send = url.startsWith('https:') ? httpsRequest : httpRequest;
    const request: ClientRequest = send(
      url,
      { method: 'POST', agent, headers, timeout: 60_000 },
      (response: IncomingMessage) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', none);
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            body: Buffer.concat(chunks),
            retryAfterMs: retryAfter(response.headers['retry-after']),
            error: '',
          }),
        );
      },
    );
    request.on('timeout', () => request.destroy(new Error('no answer within 60 s')));
    request.on('error', none);
    request.end(body);
  });
}

/** Milliseconds of a Retry-After header given in seconds. */
function retryAfter(header: string | undefined): number | undefined {
  const seconds = Number(header);
  return header !== undefined && Number.isFinite(seconds) && seconds >= 0 ? seconds * 1000 : undefined;
}

/** `partial_success.rejected_*` of an export response: field 1, and in it the varint field 1. */
function rejectedCount(body: Buffer): number {
  if (body.length < 4 || body[0] !== 0x0a || body[2] !== 0x08) return 0;
  let value = 0;
  for (let i = 3, scale = 1; i < body.length; i++, scale *= 128) {
    const byte = body[i] as number;
    value += (byte & 127) * scale;
    if (byte < 128) return value;
  }
  return value;
}

/** The readable part of an error answer, which may be a protobuf message. */
function printable(body: Buffer): string {
  return body
    .toString('utf8')
    .replace(/[^\x20-\x7e]+/g, ' ')
    .trim()
    .slice(0, 200);
}

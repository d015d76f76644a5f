// All spans of a trace for the browser: the engine's blocks, passed on as they come.
import type { Tenant } from '#app/lib/auth/tenant.server.ts';
import { type CountRow, traceColumnsQuery, traceCountQuery } from '#app/lib/telemetry/traces-read.ts';
import { findTrace } from './find.server.ts';
import { readTrace } from './read-trace.server.ts';
import type { TraceReader } from './reader.ts';
import type { TraceRequest } from './schema.ts';
import { type Streaming, streamed } from './streaming.server.ts';

/** What is waited for before spans are counted: some thirty thousand spans, which take no longer than counting. */
const SMALL_BYTES = 2 * 1024 ** 2;

interface TraceColumns {
  /** About how many, for more may arrive; undefined for a small trace. */
  readonly spans: number | undefined;
  /** Blocks of `SPAN_WIRE`. */
  readonly body: ReadableStream<Uint8Array>;
}

/** Throws `not_found` when no span of the trace is stored. */
export async function traceColumns(
  reader: TraceReader,
  tenant: Tenant,
  request: TraceRequest,
  signal?: AbortSignal,
): Promise<TraceColumns> {
  const { traceId } = request;
  const days = reader.retentionDays(tenant);
  const open = async (streaming: Streaming) => {
    const bytes = readTrace(streaming, days, traceId, {
      statement: (place) => traceColumnsQuery(streaming.source, place),
      format: 'Native',
    });
    const { begun, isWhole } = await begin(bytes);
    if (isWhole) return { head: undefined, bytes: continued(begun, bytes) };
    try {
      const spans = await countSpans(streaming, traceId, days);
      return { head: spans, bytes: continued(begun, bytes) };
    } catch (error) {
      // Else the engine would wait for a reader that never comes.
      await bytes.return(undefined);
      throw error;
    }
  };
  const { head, body } = await streamed(reader, tenant, 'traces.columns', request, signal, open);
  return { spans: head, body };
}

/** Reads until a trace cannot be called small any more. */
async function begin(bytes: AsyncGenerator<Uint8Array>) {
  const begun: Uint8Array[] = [];
  let size = 0;
  while (size < SMALL_BYTES) {
    const { done, value } = await bytes.next();
    if (done) return { begun, isWhole: true };
    begun.push(value);
    size += value.length;
  }
  return { begun, isWhole: false };
}

async function countSpans(streaming: Streaming, traceId: string, retentionDays: number): Promise<number> {
  const trace = await findTrace(streaming, traceId, retentionDays);
  if (trace.spans !== undefined) return trace.spans;
  const [row] = await streaming.query<CountRow>(traceCountQuery(streaming.source, trace));
  return Number(row?.count ?? 0);
}

async function* continued(
  begun: readonly Uint8Array[],
  rest: AsyncGenerator<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  try {
    yield* begun;
    yield* rest;
  } finally {
    await rest.return(undefined);
  }
}

// All spans of a trace for the browser: the engine's blocks, passed on as they come.
import type { Tenant } from '#app/lib/auth/tenant.server.ts';
import { type CountRow, traceColumnsQuery, traceCountQuery } from '#app/lib/telemetry/traces-read.ts';
import { readTrace } from './read-trace.server.ts';
import type { TraceReader } from './reader.ts';
import type { TraceRequest } from './schema.ts';
import { streamed } from './streaming.server.ts';

interface TraceColumns {
  /** The id as it is stored. */
  readonly traceId: string;
  /** An estimate: spans may still arrive. */
  readonly spans: number;
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
  const { head, body } = await streamed(
    reader,
    tenant,
    'traces.columns',
    request,
    signal,
    async (streaming) => {
      const { source } = streaming;
      const { trace, bytes } = await readTrace(streaming, reader.retentionDays(tenant), request.traceId, {
        statement: (place) => traceColumnsQuery(source, place),
        format: 'Native',
      });
      const counted =
        trace.spans ?? (await streaming.query<CountRow>(traceCountQuery(source, trace)))[0]?.count;
      return { head: { traceId: trace.traceId, spans: Number(counted ?? 0) }, bytes };
    },
  );
  return { ...head, body };
}

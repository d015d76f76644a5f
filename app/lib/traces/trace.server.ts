// A whole trace as a document, span by span as the engine gives them: never all of it in memory.
import type { Tenant } from '#app/lib/auth/tenant.server.ts';
import { type WholeSpanRow, wholeSpansQuery } from '#app/lib/telemetry/traces-read.ts';
import { type TraceDocument, traceDocument } from './documents.ts';
import { lines } from './lines.ts';
import { readTrace } from './read-trace.server.ts';
import type { TraceReader } from './reader.ts';
import { toSpanDetail } from './rows.ts';
import type { TraceGetRequest } from './schema.ts';
import { streamed } from './streaming.server.ts';

/** Text is sent in pieces of about this size, UTF-16 units. */
const PIECE = 64 * 1024;
/** What the engine may sort in memory; more goes through its disk. */
const MOST_SORTED_BYTES = 256 * 1024 ** 2;

/** Throws `not_found` when no span of the trace is stored. A stream that breaks off means that spans are missing. */
export async function traceAsDocument(
  reader: TraceReader,
  tenant: Tenant,
  request: TraceGetRequest,
  signal?: AbortSignal,
): Promise<ReadableStream<Uint8Array>> {
  const { body } = await streamed(reader, tenant, 'traces.get', request, signal, async (streaming) => {
    const { source } = streaming;
    const started = performance.now();
    const bytes = readTrace(streaming, reader.retentionDays(tenant), request.traceId, {
      // OTLP has the spans of a resource together.
      statement: (place) => wholeSpansQuery(source, place, request.format === 'otlp' ? 'resource' : 'time'),
      format: 'JSONEachRow',
      settings: { max_bytes_before_external_sort: MOST_SORTED_BYTES },
    });
    return { head: undefined, bytes: written(bytes, traceDocument(request.format), started) };
  });
  return body;
}

async function* written(
  rows: AsyncIterable<Uint8Array>,
  document: TraceDocument,
  started: number,
): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  let text = '';
  let rowsRead = 0;
  let bytesRead = 0;
  for await (const line of lines(rows)) {
    const row = JSON.parse(line) as WholeSpanRow;
    if (rowsRead === 0) text = document.begin(row.traceId);
    rowsRead += 1;
    bytesRead += line.length;
    const exact = { startNs: BigInt(row.ts), durationNs: BigInt(row.durationNs) };
    text += document.add(toSpanDetail(row), exact);
    if (text.length < PIECE) continue;
    yield encoder.encode(text);
    text = '';
  }
  const elapsedMs = performance.now() - started;
  yield encoder.encode(text + document.end({ elapsedMs, rowsRead, bytesRead }));
}

// The spans of a trace as the engine gives them, from its id alone.
import type { Fragment } from '#app/lib/sql/sql.ts';
import type { TracePlaceInTime } from '#app/lib/telemetry/traces-read.ts';
import { type FoundTrace, findTrace, noTrace } from './find.server.ts';
import type { Streaming } from './streaming.server.ts';

interface Reading {
  statement(trace: TracePlaceInTime): Fragment;
  readonly format: string;
  readonly settings?: Readonly<Record<string, number>>;
}

/**
 * Looks a trace up, then begins to read its spans. To leave the look-up to the engine, as a part of the statement, takes as
 * long and more of its processors: with the place in it the statement is planned sooner. Throws `not_found` when no span of
 * the trace is stored.
 */
export async function readTrace(
  streaming: Streaming,
  retentionDays: number,
  traceId: string,
  { statement, format, settings }: Reading,
): Promise<{ readonly trace: FoundTrace; readonly bytes: AsyncGenerator<Uint8Array> }> {
  const trace = await findTrace(streaming, traceId, retentionDays);
  const spans = await streaming.stream(statement(trace), format, settings);
  return { trace, bytes: notEmpty(spans, noTrace(traceId, streaming.source, retentionDays)) };
}

/** The bytes; throws where there are none, for a summary can outlive the spans by a moment. */
async function* notEmpty(bytes: AsyncIterable<Uint8Array>, error: Error): AsyncGenerator<Uint8Array> {
  let isEmpty = true;
  for await (const chunk of bytes) {
    isEmpty &&= chunk.length === 0;
    yield chunk;
  }
  if (isEmpty) throw error;
}

// The spans of a trace as the engine gives them, from its id alone.
import type { Fragment } from '#app/lib/sql/sql.ts';
import type { TracePlaceInTime, TraceToLookUp } from '#app/lib/telemetry/traces-read.ts';
import { summariesTable } from '#app/lib/telemetry/traces-summaries.ts';
import { type FoundTrace, findTrace, noTrace } from './find.server.ts';
import { idForms } from './ids.ts';
import type { Streaming } from './streaming.server.ts';

interface Reading {
  statement(trace: TracePlaceInTime | TraceToLookUp): Fragment;
  readonly format: string;
  readonly settings?: Readonly<Record<string, number>>;
}

/**
 * Begins to read the spans while their place is looked up: what is in the summaries, the engine finds by itself. Throws
 * `not_found` when no span of the trace is stored.
 */
export async function readTrace(
  streaming: Streaming,
  retentionDays: number,
  traceId: string,
  { statement, format, settings }: Reading,
): Promise<{ readonly trace: FoundTrace; readonly bytes: AsyncGenerator<Uint8Array> }> {
  const { source } = streaming;
  const read = (place: TracePlaceInTime | TraceToLookUp) =>
    streaming.stream(statement(place), format, settings);
  const table = summariesTable(source);
  const early = table && read({ table, traceIds: idForms(traceId, 32) });
  // Whatever it is, the look-up says it better, or all is read anew.
  const begun = early?.catch(() => undefined);
  let trace: FoundTrace | undefined;
  try {
    trace = await findTrace(streaming, traceId, retentionDays);
  } finally {
    if (!trace?.isLookedUp) await leave(await begun);
  }
  const spans = early && trace.isLookedUp ? await early : await read(trace);
  return { trace, bytes: notEmpty(spans, noTrace(traceId, source, retentionDays)) };
}

/** Leaving a loop is what ends the statement. */
async function leave(bytes: AsyncIterable<Uint8Array> | undefined): Promise<void> {
  if (bytes === undefined) return;
  for await (const _ of bytes) return;
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

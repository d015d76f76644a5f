// The spans of a trace as the engine gives them, from its id alone.
import type { Fragment } from '#app/lib/sql/sql.ts';
import type { TracePlaceInTime, TraceToLookUp } from '#app/lib/telemetry/traces-read.ts';
import { summariesTable } from '#app/lib/telemetry/traces-summaries.ts';
import { findTrace, noTrace } from './find.server.ts';
import { idForms } from './ids.ts';
import type { Streaming } from './streaming.server.ts';

interface Reading {
  statement(trace: TracePlaceInTime | TraceToLookUp): Fragment;
  readonly format: string;
  readonly settings?: Readonly<Record<string, number>>;
}

/**
 * The bytes of a statement about all spans of a trace. Where the summaries know all of the one trace that the id can mean, the
 * engine finds it by itself, as a part of the statement; else it is looked for. Throws `not_found` when no span is stored.
 */
export async function* readTrace(
  streaming: Streaming,
  retentionDays: number,
  traceId: string,
  { statement, format, settings }: Reading,
): AsyncGenerator<Uint8Array> {
  const { source } = streaming;
  let isEmpty = true;
  async function* read(place: TracePlaceInTime | TraceToLookUp) {
    for await (const piece of await streaming.stream(statement(place), format, settings)) {
      isEmpty &&= piece.length === 0;
      yield piece;
    }
  }
  const table = summariesTable(source);
  if (table) yield* read({ table, traceIds: idForms(traceId, 32) });
  if (isEmpty) yield* read(await findTrace(streaming, traceId, retentionDays));
  // A summary can outlive the spans by a moment.
  if (isEmpty) throw noTrace(traceId, source, retentionDays);
}

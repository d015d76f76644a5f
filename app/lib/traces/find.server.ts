// Where a trace is, from its id alone: through the table of summaries, else among the spans of all times.
import { AppError } from '#app/lib/core/errors.ts';
import type { Fragment } from '#app/lib/sql/sql.ts';
import type { Source } from '#app/lib/telemetry/source.ts';
import {
  type FoundTraceRow,
  searchedTraceQuery,
  storedTraceQuery,
  type TracePlaceInTime,
} from '#app/lib/telemetry/traces-read.ts';
import { summariesTable } from '#app/lib/telemetry/traces-summaries.ts';
import { idForms } from './ids.ts';
import { greatest, least } from './range.ts';

export interface FoundTrace extends TracePlaceInTime {
  /** How many spans it has, where that is known without counting. */
  readonly spans: number | undefined;
}

interface Lookup {
  readonly source: Source;
  query<Row>(statement: Fragment): Promise<Row[]>;
}

/** Throws `not_found`, which says what was looked for and how long spans are kept. */
export async function findTrace(
  { source, query }: Lookup,
  traceId: string,
  retentionDays: number,
): Promise<FoundTrace> {
  const forms = idForms(traceId, 32);
  const table = summariesTable(source);
  const stored = table ? await query<FoundTraceRow>(storedTraceQuery(table, forms)) : [];
  const rows = stored.length > 0 ? stored : await query<FoundTraceRow>(searchedTraceQuery(source, forms));
  for (const form of forms) {
    const found = rows.filter((one) => one.traceId === form && one.traceId !== '');
    if (found.length === 0) continue;
    return placeOf(form, found);
  }
  throw noTrace(traceId, source, retentionDays);
}

/** From the rows of one trace, of which there is one at least. */
function placeOf(traceId: string, rows: readonly FoundTraceRow[]): FoundTrace {
  const starts = rows.map(({ startNs }) => BigInt(startNs));
  const ends = rows.map(({ endNs }) => BigInt(endNs));
  const isPartial = rows.some((row) => Number(row.isPartial) !== 0);
  return {
    traceId,
    spans: isPartial ? undefined : rows.reduce((sum, { spans }) => sum + Number(spans), 0),
    range: { fromNs: starts.reduce(least), toNs: ends.reduce(greatest) + 1n },
  };
}

/** What an id that is not stored is answered with. */
export function noTrace(traceId: string, source: Source, retentionDays: number): AppError {
  const kept =
    source.rollups === undefined
      ? `It was looked for in all of ${source.name}.`
      : `Spans are kept for ${retentionDays} days, and it was looked for in all of them.`;
  return new AppError('not_found', `No span of a trace "${clip(traceId)}" is stored.`, {
    hint: `${kept} It may be older, may not have been sampled, or may not have arrived yet.`,
  });
}

export function clip(text: string): string {
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}

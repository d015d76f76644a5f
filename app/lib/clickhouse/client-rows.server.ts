// Reads the rows of a result one by one, with their columns' types, and stops the query when it has had enough of them.
import type { Fragment } from '#app/lib/sql/sql.ts';
import { type ClickHouse, clickHouseError, type QueryOptions, type Statistics } from './client.server.ts';
import { resultError } from './client-stream.server.ts';

/** A result of bounded size. Integers of 64 bits and decimals are text, so that no digit is lost. */
export interface BoundedRows {
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  /** Values in the order of the columns. */
  readonly rows: readonly (readonly unknown[])[];
  /** What WITH TOTALS adds. */
  readonly totals: readonly unknown[] | undefined;
  /** By which bound rows are missing. */
  readonly cutBy: 'rows' | 'bytes' | undefined;
  readonly statistics: Statistics;
}

interface Bounds {
  readonly maxRows: number;
  /** Of the rows as JSON. */
  readonly maxBytes: number;
}

/** Each line is one thing: progress, columns, a row, totals, or what went wrong. */
const FORMAT = 'JSONCompactEachRowWithProgress';
const SETTINGS = { output_format_json_quote_decimals: 1, output_format_json_quote_denormals: 1 } as const;

type Line =
  | { readonly row: readonly unknown[] }
  | { readonly meta: BoundedRows['columns'] }
  | { readonly totals: readonly unknown[] }
  | { readonly exception: string }
  | { readonly rows_before_limit_at_least: number }
  | { readonly progress: Readonly<Record<string, string | number>> };

/**
 * Runs a SELECT and reads at most so much of its result; the rest is cancelled in the engine. Throws like
 * `ClickHouse.query`.
 */
export async function readBoundedRows(
  clickhouse: ClickHouse,
  statement: Fragment,
  { maxRows, maxBytes }: Bounds,
  options: QueryOptions,
): Promise<BoundedRows> {
  const bytes = await clickhouse.stream(statement, FORMAT, {
    ...options,
    settings: { ...SETTINGS, ...options.settings },
  });
  const rows: (readonly unknown[])[] = [];
  let columns: BoundedRows['columns'] = [];
  let totals: readonly unknown[] | undefined;
  let cutBy: BoundedRows['cutBy'];
  let statistics: Statistics = { elapsedMs: 0, rowsRead: 0, bytesRead: 0 };
  let size = 0;
  for await (const text of lines(bytes, maxBytes)) {
    if (text === undefined) {
      cutBy = 'bytes';
      statistics = await soFar(clickhouse, options.queryId, statistics);
      break;
    }
    const line = JSON.parse(text) as Line;
    if ('meta' in line) columns = line.meta;
    else if ('totals' in line) totals = line.totals;
    else if ('progress' in line) statistics = toStatistics(line.progress);
    else if ('exception' in line) throw clickHouseError(resultError(line.exception));
    // Of a result that a LIMIT ended comes also how many rows there were without it.
    else if ('row' in line) {
      size += text.length;
      if (rows.length === maxRows) cutBy = 'rows';
      else if (size > maxBytes) cutBy = 'bytes';
      if (cutBy) {
        statistics = await soFar(clickhouse, options.queryId, statistics);
        break;
      }
      rows.push(line.row);
    }
  }
  return { columns, rows, totals, cutBy, statistics };
}

/** What a statement that is about to be cut off has cost, as far as the engine tells. */
async function soFar(
  clickhouse: ClickHouse,
  queryId: string | undefined,
  told: Statistics,
): Promise<Statistics> {
  if (queryId === undefined) return told;
  // The rows are there; how many were read for them is not worth failing.
  const progress = await clickhouse.progress(queryId).catch(() => undefined);
  if (progress === undefined || progress.rowsRead < told.rowsRead) return told;
  return { ...told, rowsRead: progress.rowsRead, elapsedMs: progress.elapsedMs };
}

/** The lines of a text that comes in pieces; undefined, at the end, when one is longer than `longest` bytes. */
async function* lines(
  source: AsyncIterable<Uint8Array>,
  longest: number,
): AsyncGenerator<string | undefined, void> {
  const waiting: Buffer[] = [];
  let size = 0;
  for await (const piece of source) {
    let rest = Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength);
    for (let end = rest.indexOf(10); end >= 0; end = rest.indexOf(10)) {
      const line = Buffer.concat([...waiting.splice(0), rest.subarray(0, end)]).toString('utf8');
      size = 0;
      rest = rest.subarray(end + 1);
      if (line.trim() !== '') yield line;
    }
    if (rest.length === 0) continue;
    waiting.push(rest);
    size += rest.length;
    if (size > longest) return yield undefined;
  }
  const last = Buffer.concat(waiting).toString('utf8');
  if (last.trim() !== '') yield last;
}

function toStatistics(progress: Readonly<Record<string, string | number>>): Statistics {
  const number = (name: string) => Number(progress[name] ?? 0);
  return {
    elapsedMs: number('elapsed_ns') / 1e6,
    rowsRead: number('read_rows'),
    bytesRead: number('read_bytes'),
  };
}

// Reads a team's log records. Nothing here works without a tenant.
import type { Tenant } from '#app/lib/auth/tenant.server.ts';
import type { ClickHouse, Statistics } from '#app/lib/clickhouse/client.server.ts';
import { AppError } from '#app/lib/core/errors.ts';
import { formatNanos, parseTimeRange, type TimeRange } from '#app/lib/core/time.ts';
import { compileSearch } from '#app/lib/search/simple-compile.ts';
import {
  type LogRecordRow,
  type LogVolumeRow,
  logPageQuery,
  logVolumeQuery,
} from '#app/lib/telemetry/logs.ts';
import { SEVERITY_LEVELS } from '#app/lib/telemetry/severity.ts';
import { logSource } from '#app/lib/telemetry/source.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';
import { chooseInterval } from './interval.ts';
import type {
  LogRow,
  LogSearchRequest,
  LogSearchResponse,
  LogVolumeRequest,
  LogVolumeResponse,
} from './schema.ts';
import { growingWindows } from './windows.ts';

export interface LogReader {
  readonly clickhouse: ClickHouse;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** No search of a person may hold the engine for longer, all its windows together; milliseconds. */
const LONGEST_MS = 60_000;
/** A page ends early rather than be larger: it has to fit into the memory of a browser, and of ours many times. */
const MAX_PAGE_BYTES = 8 * 1024 ** 2;

/**
 * One page of rows that match, in order of time. Pages of one search never repeat or miss a row that was stored
 * before the search began, equal timestamps included. A page of large rows has fewer of them than asked for.
 */
export async function searchLogs(
  { clickhouse, now }: LogReader,
  tenant: Tenant,
  request: LogSearchRequest,
  signal?: AbortSignal,
): Promise<LogSearchResponse> {
  refuseForNow(request);
  const source = logSource(tenant.database);
  const condition = compileSearch(request.query, source.body);
  const cursor = request.cursor === undefined ? undefined : decodeCursor(request.cursor);
  const range = cursor?.range ?? parseTimeRange(request.from, request.to, now());
  const deadline = performance.now() + LONGEST_MS;
  const rows: LogRecordRow[] = [];
  const statistics = { elapsedMs: 0, rowsRead: 0, bytesRead: 0 };
  let bytesLeft = MAX_PAGE_BYTES;
  let isCut = false;
  for (const window of growingWindows(
    remaining(range, cursor?.after.timestampNs, request.order),
    request.order,
  )) {
    const page = logPageQuery(source, {
      range: window,
      condition,
      order: request.order,
      limit: request.limit + 1 - rows.length,
      maxBytes: bytesLeft,
      ...(cursor && { after: cursor.after }),
    });
    const answer = await clickhouse.query<LogRecordRow>(page, {
      settings: timeLimit(deadline),
      ...(signal && { signal }),
    });
    rows.push(...answer.rows);
    add(statistics, answer.statistics);
    for (const row of answer.rows) bytesLeft -= Number(row.size);
    isCut = bytesLeft <= 0 || Number(answer.rows[0]?.found ?? 0) > answer.rows.length;
    if (isCut || rows.length > request.limit) break;
  }
  const shown = rows.slice(0, request.limit);
  const last = shown.at(-1);
  const more = (isCut || rows.length > request.limit) && last !== undefined;
  return {
    rows: shown.map(toLogRow),
    nextCursor: more
      ? encodeCursor({ after: { timestampNs: BigInt(last.ts), id: BigInt(last.id) }, range })
      : null,
    partial: null,
    unknownFields: [],
    hint: null,
    statistics,
  };
}

/** Rows per interval and severity over a range; the interval follows from the range's length. */
export async function logVolume(
  { clickhouse, now }: LogReader,
  tenant: Tenant,
  request: LogVolumeRequest,
  signal?: AbortSignal,
): Promise<LogVolumeResponse> {
  const source = logSource(tenant.database);
  const condition = compileSearch(request.query, source.body);
  const range = parseTimeRange(request.from, request.to, now());
  const intervalMs = chooseInterval(Number((range.toNs - range.fromNs) / 1_000_000n));
  const { rows, statistics } = await clickhouse.query<LogVolumeRow>(
    logVolumeQuery(source, range, condition, intervalMs),
    { settings: timeLimit(performance.now() + LONGEST_MS), ...(signal && { signal }) },
  );
  return {
    bucketMs: intervalMs,
    fromMs: Number(range.fromNs / 1_000_000n),
    toMs: Number(range.toNs / 1_000_000n),
    series: SEVERITY_LEVELS.map((severity) => ({
      severity,
      points: rows
        .filter((row) => row.severity === severity)
        .map((row): [number, number] => [Number(row.bucket), Number(row.count)]),
    })).filter((series) => series.points.length > 0),
    statistics,
  };
}

/** What the API will take later is refused by name, not ignored. */
function refuseForNow({ language, source }: LogSearchRequest): void {
  if (language !== 'lucene') throw new AppError('bad_request', 'language: only "lucene" is supported yet.');
  if (source !== 'logs')
    throw new AppError('not_found', `There is no source "${source}".`, { hint: 'There is "logs".' });
}

/** What is left until a deadline of `performance.now()`, as ClickHouse takes it: seconds, and zero would be no limit. */
function timeLimit(deadline: number): { max_execution_time: number } {
  return { max_execution_time: Math.max(0.001, (deadline - performance.now()) / 1000) };
}

/** The part of the range that pages behind a cursor can still come from; its own timestamp is in it. */
function remaining(range: TimeRange, afterNs: bigint | undefined, order: 'asc' | 'desc'): TimeRange {
  if (afterNs === undefined) return range;
  return order === 'desc' ? { ...range, toNs: afterNs + 1n } : { ...range, fromNs: afterNs };
}

function add(total: { elapsedMs: number; rowsRead: number; bytesRead: number }, one: Statistics): void {
  total.elapsedMs += one.elapsedMs;
  total.rowsRead += one.rowsRead;
  total.bytesRead += one.bytesRead;
}

function toLogRow(row: LogRecordRow): LogRow {
  return {
    id: `${row.ts}-${row.id}`,
    timestamp: formatNanos(BigInt(row.ts)),
    service: row.service,
    severity: row.severity,
    severityNumber: row.severityNumber,
    body: row.body,
    traceId: row.traceId,
    spanId: row.spanId,
    eventName: row.eventName,
    attributes: row.attributes,
    resource: row.resource,
    scope: { name: row.scopeName, version: row.scopeVersion, attributes: row.scopeAttributes },
  };
}

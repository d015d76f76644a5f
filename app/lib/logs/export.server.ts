// All matching rows as one stream: in order of time, in bounded memory here and in the engine, whole or visibly broken.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Tenant } from '#app/lib/auth/tenant.server.ts';
import type { ClickHouse } from '#app/lib/clickhouse/client.server.ts';
import { expressionMistake } from '#app/lib/clickhouse/guard.server.ts';
import { type OpenSource, withSource } from '#app/lib/clickhouse/open-source.ts';
import type { Operation } from '#app/lib/clickhouse/running.server.ts';
import { AppError } from '#app/lib/core/errors.ts';
import { parseTimeRange, type TimeRange } from '#app/lib/core/time.ts';
import { searchCondition } from '#app/lib/reading/condition.server.ts';
import { COLUMNS_FIRST, type SourceReader } from '#app/lib/reading/reading.server.ts';
import { resolveField } from '#app/lib/search/fields.ts';
import { and, type Fragment, param, raw, sql } from '#app/lib/sql/sql.ts';
import { epochNanos, filterOf, type LogColumn, withinRange } from '#app/lib/telemetry/logs.ts';
import { type Source, sourceTable } from '#app/lib/telemetry/source.ts';
import { type ExportFormat, exportFileName, exportFormat, exportInner } from './export-format.ts';
import { type CountedInterval, exportWindows, FIRST_WINDOW_ROWS, nextWindowRows } from './export-windows.ts';
import type { LogExportRequest } from './schema.ts';

/** An export that has begun. */
export interface LogExport {
  readonly body: ReadableStream<Uint8Array>;
  readonly contentType: string;
  readonly fileName: string;
  /** Rows of the source in the range: as many as there are without a search, and never less than are exported. */
  readonly mostRows: number;
}

interface Plan {
  readonly source: Source;
  readonly clickhouse: ClickHouse;
  readonly condition: Fragment;
  readonly columns: readonly LogColumn[];
  readonly format: ExportFormat;
  readonly order: LogExportRequest['order'];
  readonly intervals: readonly CountedInterval[];
}

/** Exports of one team at once: each holds a query of the engine for as long as its client takes to read. */
const MOST_EXPORTS = 4;
const KIND = 'logs.export';
/** So long an export is waited for before its stream begins: some take minutes to find their first row. */
const FIRST_BYTES_MS = 2_000;
/** Intervals that the range is counted in. */
const INTERVALS = 2_000n;
const SECOND = 1_000_000_000n;
const NO_BYTES = new Uint8Array();

/**
 * Begins an export. It counts as an operation until its stream ends: it can be followed and cancelled by its id. The
 * limits of the role hold for each of its statements, except the one on time, which would be a limit on its size.
 * Throws what is wrong with the request, a limit that is reached at once, and `rate_limited`; what goes wrong later breaks
 * the stream.
 */
export async function exportLogs(
  reader: SourceReader,
  tenant: Tenant,
  request: LogExportRequest,
  signal?: AbortSignal,
): Promise<LogExport> {
  const running = reader.running.list(tenant).filter(({ kind }) => kind === KIND).length;
  if (running >= MOST_EXPORTS)
    throw new AppError('rate_limited', `Your team runs ${MOST_EXPORTS} exports, which is the most.`, {
      hint: 'Wait until one of them ends.',
      retryAfter: 30,
    });
  const begun = Promise.withResolvers<LogExport>();
  reader.running
    .run(tenant, request.operationId, KIND, signal, async (operation) => {
      const range = parseTimeRange(request.from, request.to, reader.now());
      const { plan, bytes, first } = await withSource(
        reader.sources,
        tenant,
        request.source,
        async (opened) => {
          const plan = await planExport(opened, request, range, operation);
          const bytes = exportBytes(plan, operation);
          const first = bytes.next();
          // A mistake that shows at once is an answer that says so; later it can only break the stream.
          await Promise.race([first, sleep(FIRST_BYTES_MS, undefined, { ref: false })]);
          return { plan, bytes, first };
        },
      );
      const ended = Promise.withResolvers<void>();
      // A client that left before it read anything ends nothing by itself.
      operation.signal.addEventListener('abort', () => ended.resolve(), { once: true });
      begun.resolve({
        body: streamOf(bytes, first, ended.resolve),
        contentType: plan.format.contentType,
        fileName: exportFileName(plan.source, range, plan.format.extension),
        mostRows: plan.intervals.reduce((sum, { rows }) => sum + rows, 0),
      });
      await ended.promise;
    })
    .catch((error) => begun.reject(isSql(request) ? expressionMistake(request.query, error) : error));
  return begun.promise;
}

function isSql({ language, query }: LogExportRequest): boolean {
  return language === 'sql' && query !== '';
}

async function planExport(
  { source, clickhouse }: OpenSource,
  request: LogExportRequest,
  range: TimeRange,
  operation: Operation,
): Promise<Plan> {
  const { signal } = operation;
  const { condition } = await searchCondition(request, { source, clickhouse, signal });
  const columns = request.columns.map((name) => ({ name, text: resolveField(name, source).text }));
  const format = exportFormat(request.format, source, columns);
  const { rows } = await operation.query<CountRow>(clickhouse, countQuery(source, range), {
    settings: COLUMNS_FIRST,
  });
  const intervals = intervalsOf(rows, range, request.order);
  return { source, clickhouse, condition, columns, format, order: request.order, intervals };
}

/** The bytes of the file. Windows follow each other, each sorted by the engine. */
async function* exportBytes(plan: Plan, operation: Operation): AsyncGenerator<Uint8Array> {
  const { format, clickhouse, intervals, order } = plan;
  let header = new TextEncoder().encode(format.header);
  let wanted = FIRST_WINDOW_ROWS;
  for (const { range, rows } of exportWindows(intervals, order, () => wanted)) {
    let bytes = 0;
    // What a client takes its time to read is not time that the engine is used.
    const { max_execution_time: _, ...limits } = operation.settings();
    const queryId = await operation.queryId(clickhouse);
    const stream = await clickhouse.stream(windowQuery(plan, range), format.name, {
      signal: operation.signal,
      queryId,
      settings: {
        ...limits,
        ...COLUMNS_FIRST,
        ...format.settings,
        max_bytes_before_external_sort: 256 * 1024 ** 2,
      },
    });
    for await (const chunk of stream) {
      bytes += chunk.length;
      yield header.length > 0 ? Buffer.concat([header, chunk]) : chunk;
      header = NO_BYTES;
    }
    operation.addStatistics({ elapsedMs: 0, rowsRead: rows, bytesRead: bytes }, queryId);
    wanted = nextWindowRows(Math.max(rows, 1), bytes);
  }
  if (header.length > 0) yield header;
}

/**
 * Asks for bytes only when they are read, beyond the `first` ones. `onEnd` is called when there are no more, for whatever
 * reason.
 */
function streamOf(
  bytes: AsyncGenerator<Uint8Array>,
  first: Promise<IteratorResult<Uint8Array>>,
  onEnd: () => void,
): ReadableStream<Uint8Array> {
  let waiting: typeof first | undefined = first;
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const { done, value } = await (waiting ?? bytes.next());
          waiting = undefined;
          if (!done) return controller.enqueue(value);
          controller.close();
          onEnd();
        } catch (error) {
          onEnd();
          throw error;
        }
      },
      async cancel() {
        onEnd();
        await bytes.return(undefined);
      },
    },
    { highWaterMark: 0 },
  );
}

function windowQuery({ source, condition, columns, format, order }: Plan, range: TimeRange): Fragment {
  const direction = raw(order === 'desc' ? 'DESC' : 'ASC');
  return sql`SELECT ${format.columns} FROM (
    SELECT ${exportInner(source, columns)}
    FROM ${sourceTable(source)}
    WHERE ${and([...withinRange(source, range), ...filterOf(source), condition])}
  ) AS r
  ORDER BY r.ts ${direction}, r.id ${direction}`;
}

interface CountRow {
  readonly slot: string;
  readonly rows: string;
}

function intervalLength({ fromNs, toNs }: TimeRange): bigint {
  return ((toNs - fromNs) / INTERVALS / SECOND + 1n) * SECOND;
}

/** Rows of each interval, whether they match or not: that reads nothing but the timestamp. */
function countQuery(source: Source, range: TimeRange): Fragment {
  const offset = sql`${epochNanos(source)} - ${param('Int64', range.fromNs)}`;
  return sql`SELECT intDiv(${offset}, ${param('Int64', intervalLength(range))}) AS slot, count() AS rows
  FROM ${sourceTable(source)}
  WHERE ${and([...withinRange(source, range), ...filterOf(source)])}
  GROUP BY 1`;
}

/** The whole range in the order of reading; what had no rows when it was counted is read too, as a part of its neighbour. */
function intervalsOf(
  rows: readonly CountRow[],
  range: TimeRange,
  order: LogExportRequest['order'],
): CountedInterval[] {
  const counts = new Map(rows.map((row) => [Number(row.slot), Number(row.rows)]));
  const length = intervalLength(range);
  const found: CountedInterval[] = [];
  for (let fromNs = range.fromNs; fromNs < range.toNs; fromNs += length) {
    const isLast = fromNs + length >= range.toNs;
    const toNs = isLast ? range.toNs : fromNs + length;
    found.push({ range: { fromNs, toNs }, rows: counts.get(found.length) ?? 0 });
  }
  return order === 'asc' ? found : found.reverse();
}

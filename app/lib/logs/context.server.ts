// The rows around one row, and the row itself: any source, also among thousands of the same nanosecond.
import type { Tenant } from '#app/lib/auth/tenant.server.ts';
import { AppError } from '#app/lib/core/errors.ts';
import { MAX_NS, MIN_NS } from '#app/lib/core/time.ts';
import { searchCondition } from '#app/lib/reading/condition.server.ts';
import { type Reading, reading, type SourceReader } from '#app/lib/reading/reading.server.ts';
import { type LogRecordRow, logRowQuery } from '#app/lib/telemetry/logs.ts';
import { idParts, toLogRow } from './rows.ts';
import type { LogContextRequest, LogContextResponse } from './schema.ts';
import { readPage } from './search.server.ts';

/** A row, and those that match the query before and after it. Throws `not_found` when it is no longer stored. */
export function logsAround(
  reader: SourceReader,
  tenant: Tenant,
  request: LogContextRequest,
  signal?: AbortSignal,
): Promise<LogContextResponse> {
  return reading(reader, tenant, 'logs.context', request, signal, async (question) => {
    const place = placeOf(request.id);
    const { condition } = await searchCondition(request, question);
    const [row] = await question.query<LogRecordRow>(logRowQuery(question.source, { ...place, skip: 1 }, []));
    if (row === undefined) throw gone();
    const [before, after] = await Promise.all([
      beside(question, { place, condition, order: 'desc', limit: request.before }),
      beside(question, { place, condition, order: 'asc', limit: request.after }),
    ]);
    const rows = [...before.rows.toReversed(), row, ...after.rows];
    return {
      rows: rows.map((one) => toLogRow(one, [])),
      hasBefore: before.isMore,
      hasAfter: after.isMore,
      statistics: question.statistics,
    };
  });
}

function gone(): AppError {
  return new AppError('not_found', 'This record is not stored, or no longer.', {
    hint: 'It may be older than the retention, or belong to another source.',
  });
}

function placeOf(id: string): { readonly timestampNs: bigint; readonly id: bigint } {
  const place = idParts(id);
  if (place === undefined || place.timestampNs < MIN_NS || place.timestampNs > MAX_NS)
    throw new AppError('bad_request', 'This is not the id of a record.', { hint: 'Pass the id of a row.' });
  return place;
}

interface Side {
  readonly place: { readonly timestampNs: bigint; readonly id: bigint };
  readonly condition: Parameters<typeof readPage>[1]['condition'];
  readonly order: 'asc' | 'desc';
  readonly limit: number;
}

async function beside(question: Reading, { place, condition, order, limit }: Side) {
  if (limit === 0) return { rows: [] as readonly LogRecordRow[], isMore: true };
  const range = { fromNs: MIN_NS, toNs: MAX_NS };
  // Of rows that are the same in everything, the one asked for counts as the last.
  const skip = order === 'desc' ? 1 : Number.MAX_SAFE_INTEGER;
  const cursor = { after: { ...place, skip }, range };
  const page = await readPage(question, {
    order,
    limit,
    condition,
    range,
    cursor,
    columns: [],
    parts: { attributes: true, ids: true },
  });
  return { rows: page.rows, isMore: page.next !== null };
}

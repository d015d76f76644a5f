// When a limit ends a search: which one it was, as the answer tells it. Pure.
import { clickHouseCode } from '#app/lib/clickhouse/error-code.ts';
import { AppError } from '#app/lib/core/errors.ts';
import type { Partial } from './schema.ts';

/** The codes of system.errors that stand for a limit. */
const LIMITS: Readonly<Record<string, Partial['limit']>> = {
  '158': 'rows',
  '159': 'time',
  '160': 'time',
  '241': 'memory',
  '307': 'bytes',
  '396': 'bytes',
};

/** What an answer says about the limit that an error is about; undefined for every other error. */
export function partialOf(error: unknown): Partial | undefined {
  if (!(error instanceof AppError)) return undefined;
  const limit = LIMITS[clickHouseCode(error) ?? ''] ?? (error.code === 'timeout' ? 'time' : undefined);
  return limit && { limit, message: error.message, hint: error.hint ?? '' };
}

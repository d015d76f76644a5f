// The number that ClickHouse gave to what went wrong, however deep it lies beneath an error of ours. Pure.
import { AppError } from '#app/lib/core/errors.ts';

/** A code of system.errors, e.g. `60`; undefined when the error did not come from ClickHouse. */
export function clickHouseCode(error: unknown): string | undefined {
  const cause = error instanceof AppError ? error.cause : undefined;
  if (cause instanceof AppError) return clickHouseCode(cause);
  return typeof cause === 'object' && cause !== null && 'code' in cause ? String(cause.code) : undefined;
}

// Notes in the audit log what was run, whatever became of it: for what changes nothing but has to be known, as exports and SQL.
import type { Caller } from '#app/lib/auth/tenant.server.ts';
import { type ErrorCode, toAppError } from '#app/lib/core/errors.ts';
import { type AuditEntry, type AuditSink, recordAudit } from './record.server.ts';

/** It did not come to run. Anything else went wrong while it ran. */
const REFUSALS: ReadonlySet<ErrorCode> = new Set([
  'bad_request',
  'forbidden',
  'not_found',
  'rate_limited',
  'conflict',
]);

interface Noted<Result> extends Omit<AuditEntry, 'outcome' | 'after'> {
  /** What was asked for, */
  readonly asked: object;
  /** and, once it is there, what of the answer is worth noting. */
  readonly answered?: (result: Result) => object;
}

/** Runs it and answers what it answers; throws what it throws. The entry is written when it ends, also when it fails. */
export async function noted<Result>(
  db: AuditSink,
  caller: Caller & { readonly teamId?: string },
  { asked, answered, ...entry }: Noted<Result>,
  run: () => Promise<Result>,
): Promise<Result> {
  try {
    const result = await run();
    recordAudit(db, caller, { ...entry, after: { ...asked, ...answered?.(result) } });
    return result;
  } catch (thrown) {
    const { code, message } = toAppError(thrown);
    const outcome = REFUSALS.has(code) ? 'refused' : 'done';
    recordAudit(db, caller, { ...entry, outcome, after: { ...asked, failure: { code, message } } });
    throw thrown;
  }
}

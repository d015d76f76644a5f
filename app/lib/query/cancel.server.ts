// Cancels what runs and notes in the audit log who cancelled whose.
import { type AuditSink, recordAudit } from '#app/lib/audit/record.server.ts';
import type { Tenant } from '#app/lib/auth/tenant.server.ts';
import type { RunningQueries } from '#app/lib/clickhouse/running.server.ts';
import { AppError } from '#app/lib/core/errors.ts';

interface Cancelling {
  readonly running: RunningQueries;
  readonly db: AuditSink;
}

/**
 * Throws the AppErrors of `RunningQueries.cancel`; a refusal is noted, too. `isOwnNoted`: whether it is worth an entry when
 * somebody cancels what they started themselves; screens do so with every key that is typed.
 */
export function cancelNoted(
  { running, db }: Cancelling,
  tenant: Tenant,
  id: string,
  { isOwnNoted = true }: { readonly isOwnNoted?: boolean } = {},
): void {
  const note = (name: string, outcome: 'done' | 'refused', after?: unknown) =>
    recordAudit(db, tenant, {
      action: 'query.cancel',
      target: { kind: 'query', id, name },
      outcome,
      ...(after !== undefined && { after }),
    });
  try {
    const { kind, who, isOwn } = running.cancel(tenant, id);
    if (isOwnNoted || !isOwn) note(kind, 'done', { startedBy: who });
  } catch (error) {
    if (error instanceof AppError && error.code === 'forbidden') note(id, 'refused');
    throw error;
  }
}

// The state of the audit log's page as it stands in the URL.
import * as z from 'zod/mini';
import type { AuditLogOf } from '#app/lib/audit/queries.ts';
import type { AuditFilter } from '#app/lib/audit/schema.ts';

const text = (longest: number) => z.catch(z._default(z.string().check(z.maxLength(longest)), ''), '');
const oneOf = <const Values extends readonly [string, ...string[]]>(values: Values) =>
  z.catch(z._default(z.enum(['', ...values]), ''), '');

/** What is not in the URL. */
export const AUDIT_VIEW_DEFAULTS = {
  q: '',
  who: '',
  action: '',
  outcome: '',
  address: '',
  kind: '',
  target: '',
  of: '',
  from: '',
  to: '',
  entry: 0,
} as const;

export const auditView = z.object({
  q: text(200),
  who: text(200),
  /** An action, or a kind of thing. */
  action: text(100),
  outcome: oneOf(['done', 'refused']),
  address: text(100),
  /** The one thing whose entries are shown. */
  kind: text(100),
  target: text(200),
  of: oneOf(['team', 'installation']),
  from: text(64),
  to: text(64),
  /** The entry that is open; 0: none. */
  entry: z.catch(z._default(z.pipe(z.union([z.number(), z.string()]), z.transform(Number)), 0), 0),
});
export type AuditView = z.output<typeof auditView>;

/** What the page asks for. */
export function filterOf(view: AuditView): AuditFilter {
  const { q, who, kind, target, action, outcome, address, of, from, to } = view;
  const wanted = {
    text: q,
    actor: who,
    targetKind: kind,
    targetId: target,
    action,
    outcome,
    address,
    of,
    from,
    to,
  };
  return Object.fromEntries(Object.entries(wanted).filter(([, value]) => value.trim() !== ''));
}

/** Where the entries that are shown can be downloaded. */
export function exportPath(of: AuditLogOf, view: AuditView, format: 'csv' | 'ndjson'): string {
  const path = of === 'team' ? '/api/v1/audit/export' : '/api/v1/installation/audit/export';
  return `${path}?${new URLSearchParams({ ...filterOf(view), format })}`;
}

/** What the page says of itself. */
export function auditIntro(of: AuditLogOf): string {
  const what =
    of === 'team'
      ? 'Every change in this team, who exported or ran SQL, and how its people signed in.'
      : 'What belongs to no team, as sign-ins, people and providers, and what was done in teams that were deleted.';
  return `${what} Nobody can change or delete an entry; secrets are masked.`;
}

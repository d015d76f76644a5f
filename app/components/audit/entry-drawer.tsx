// All of one entry: who, from where, and what differs between before and after.
import { useQuery } from '@tanstack/react-query';
import { Filter } from 'lucide-react';
import type { ReactNode } from 'react';
import { useZone } from '#app/components/preferences/preferences-context.tsx';
import { Answered } from '#app/components/settings/common/answered.tsx';
import { Badge } from '#app/components/settings/common/badge.tsx';
import { formatExact } from '#app/components/time/format.ts';
import { Button } from '#app/components/ui/button.tsx';
import { Dialog } from '#app/components/ui/dialog.tsx';
import { actionWords, targetNoun } from '#app/lib/audit/action-words.ts';
import { type AuditLogOf, auditEntryOptions } from '#app/lib/audit/queries.ts';
import type { AuditEntry } from '#app/lib/audit/schema.ts';
import type { AuditView } from './audit-view.ts';
import { type Change, changesOf } from './changes.ts';
import { ActorIcon } from './entry-row.tsx';

interface EntryDrawerProps {
  readonly of: AuditLogOf;
  readonly id: number;
  /** The entry, when the list has it. */
  readonly known: AuditEntry | undefined;
  readonly onFilter: (change: Partial<AuditView>) => void;
  readonly onClose: () => void;
}

export function EntryDrawer({ of, id, known, onFilter, onClose }: EntryDrawerProps) {
  const query = useQuery({ ...auditEntryOptions(of, id), enabled: known === undefined });
  const data = known ?? query.data;
  return (
    <Dialog open onOpenChange={(open) => open || onClose()} title={`Audit entry ${id}`} place="right">
      <div className="flex min-h-0 flex-col gap-4 overflow-y-auto p-4 slim-scroll">
        <Answered query={{ ...query, data }}>
          {(entry) =>
            entry === null ? (
              <p className="text-ink-2">
                There is no such entry here: it was dropped because of its age, or it belongs to another team.
              </p>
            ) : (
              <Entry entry={entry} onFilter={onFilter} />
            )
          }
        </Answered>
      </div>
    </Dialog>
  );
}

function Entry({ entry, onFilter }: { readonly entry: AuditEntry } & Pick<EntryDrawerProps, 'onFilter'>) {
  const zone = useZone();
  const { actor, target } = entry;
  const changes = changesOf(entry.before, entry.after);
  const isChange = entry.before !== null && entry.after !== null;
  return (
    <>
      <div className="flex flex-wrap items-center gap-2">
        <h3 className="text-base font-semibold">{actionWords(entry.action)}</h3>
        {entry.outcome === 'refused' && <Badge tone="danger">refused</Badge>}
        {!entry.isOfTeam && <Badge>of the installation</Badge>}
      </div>
      <dl className="grid grid-cols-[96px_minmax(0,1fr)] gap-x-3 gap-y-1 text-xs wrap-anywhere">
        <Fact name="When">
          <span className="tabular-nums">{formatExact(entry.at, zone)}</span>{' '}
          <span className="text-ink-3">{zone}</span>
        </Fact>
        <Fact name="Who">
          <ActorIcon kind={actor.kind} />
          {actor.name || 'nobody known'}
        </Fact>
        <Fact name="From">
          {entry.address === '' ? 'not by a request' : <code className="font-mono">{entry.address}</code>}
        </Fact>
        {entry.userAgent !== '' && <Fact name="With">{entry.userAgent}</Fact>}
        <Fact name="What">
          <code className="font-mono">{entry.action}</code>
        </Fact>
        <Fact name="To">
          <span className="text-ink-3">{targetNoun(target.kind)} </span>
          {target.name || target.id || 'without a name'}
          {target.id !== '' && target.id !== target.name && (
            <code className="block font-mono text-2xs text-ink-3">{target.id}</code>
          )}
        </Fact>
      </dl>
      <div className="flex flex-wrap gap-2">
        <Button onClick={() => onFilter({ who: actor.id || actor.name, entry: 0 })}>
          <Filter className="size-3.5" aria-hidden />
          Same actor
        </Button>
        {target.id !== '' && (
          <Button onClick={() => onFilter({ kind: target.kind, target: target.id, entry: 0 })}>
            <Filter className="size-3.5" aria-hidden />
            Same {targetNoun(target.kind)}
          </Button>
        )}
      </div>
      <section className="flex flex-col gap-2">
        <h4 className="font-medium">
          {isChange ? 'What changed' : entry.before === null ? 'Details' : 'What there was'}
        </h4>
        {changes.length === 0 ? (
          <p className="text-xs text-ink-3">
            {isChange ? 'No field that is kept here differs.' : 'There are none.'}
          </p>
        ) : (
          <ul className="divide-y divide-line rounded-lg border border-line text-xs">
            {changes.map((change) => (
              <ChangedField key={change.path} change={change} isChange={isChange} />
            ))}
          </ul>
        )}
      </section>
    </>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <>
      <dt className="text-ink-3">{name}</dt>
      <dd className="min-w-0">{children}</dd>
    </>
  );
}

interface ChangedFieldProps {
  readonly change: Change;
  /** Whether there is a before and an after, so that it matters which one this is. */
  readonly isChange: boolean;
}

const VALUE = 'rounded px-2 py-1 font-mono whitespace-pre-wrap wrap-anywhere';

/** The signs say which is which; the colours only help. */
function ChangedField({ change: { path, before, after }, isChange }: ChangedFieldProps) {
  return (
    <li className="flex flex-col gap-1 px-3 py-2">
      <span className="text-ink-3 wrap-anywhere">{path}</span>
      {isChange ? (
        <>
          {before !== undefined && (
            <pre className={`${VALUE} bg-danger-soft text-danger`}>
              <span aria-hidden>− </span>
              <span className="sr-only">before: </span>
              {before}
            </pre>
          )}
          {after !== undefined && (
            <pre className={`${VALUE} bg-hover text-ok`}>
              <span aria-hidden>+ </span>
              <span className="sr-only">after: </span>
              {after}
            </pre>
          )}
        </>
      ) : (
        <pre className={`${VALUE} bg-hover`}>{after ?? before}</pre>
      )}
    </li>
  );
}

// The team's sources: what each reads, and the ways to search, change and delete it.
import { Link } from '@tanstack/react-router';
import { Pencil, Plus, Search, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { ReadOnly } from '#app/components/settings/common/read-only.tsx';
import { buttonClass, IconButton } from '#app/components/ui/button.tsx';
import { deleteSource } from '#app/lib/sources/sources.functions.ts';
import { ConfirmDelete } from './confirm-delete.tsx';
import type { SourceSettings } from './settings-state.tsx';

const KINDS = { log: 'Logs', trace: 'Traces', metric: 'Metrics', session: 'Sessions' } as const;

export function SourceList({ sources, connections, database, mayChange }: SourceSettings) {
  const [leaving, setLeaving] = useState<SourceSettings['sources'][number]>();
  const isAlone = sources.every(({ isBuiltIn }) => isBuiltIn);
  const serverOf = (id: string | null) =>
    id === null ? undefined : (connections.find((connection) => connection.id === id)?.name ?? 'unknown');
  return (
    <>
      <div className="flex flex-wrap items-start justify-between gap-3">
        <div className="max-w-prose">
          <h2 className="text-lg font-semibold">Sources</h2>
          <p className="text-ink-2">
            A source says how a table is read: which expression is its time, its body, its severity.
          </p>
        </div>
        {mayChange && (
          <Link to="/settings/sources/$id" params={{ id: 'new' }} className={buttonClass('primary')}>
            <Plus className="size-3.5" aria-hidden />
            New source
          </Link>
        )}
      </div>
      {!mayChange && <ReadOnly what="change sources" />}
      <ul aria-label="Sources" className="divide-y divide-line rounded-lg border border-line">
        {sources.map((source) => (
          <li key={source.id} className="flex items-center gap-3 px-3 py-2.5">
            <div className="min-w-0 flex-1">
              <div className="flex flex-wrap items-center gap-2">
                <Link
                  to="/settings/sources/$id"
                  params={{ id: source.id }}
                  className="truncate font-medium hover:underline"
                >
                  {source.name}
                </Link>
                <Tag>{KINDS[source.kind]}</Tag>
                {source.isBuiltIn && <Tag>built in</Tag>}
              </div>
              <p className="truncate text-xs text-ink-3">
                <code className="font-mono">
                  {source.database ?? database}.{source.table}
                </code>
                {source.connectionId !== null && ` on ${serverOf(source.connectionId)}`}
              </p>
            </div>
            {source.kind === 'log' && (
              <Link
                to="/logs"
                search={{ source: source.id }}
                aria-label={`Search ${source.name}`}
                data-tip={`Search ${source.name}`}
                className={buttonClass('ghost', 'size-7 px-0! pointer-coarse:size-9')}
              >
                <Search className="size-3.5" aria-hidden />
              </Link>
            )}
            {mayChange && !source.isBuiltIn && (
              <>
                <Link
                  to="/settings/sources/$id"
                  params={{ id: source.id }}
                  aria-label={`Edit ${source.name}`}
                  data-tip={`Edit ${source.name}`}
                  className={buttonClass('ghost', 'size-7 px-0! pointer-coarse:size-9')}
                >
                  <Pencil className="size-3.5" aria-hidden />
                </Link>
                <IconButton label={`Delete ${source.name}`} onClick={() => setLeaving(source)}>
                  <Trash2 className="size-3.5" aria-hidden />
                </IconButton>
              </>
            )}
          </li>
        ))}
      </ul>
      {isAlone && mayChange && (
        <p className="text-ink-3">
          Have logs in a ClickHouse table of your own? Make a source of it, and search it like the built-in
          ones. A table on another server needs a{' '}
          <Link to="/settings/connections" className="text-accent-ink underline underline-offset-2">
            connection
          </Link>{' '}
          first.
        </p>
      )}
      {leaving && (
        <ConfirmDelete
          what="source"
          name={leaving.name}
          consequence="The table and its rows stay. Searches that were saved for this source no longer work."
          onDelete={() => deleteSource({ data: { id: leaving.id } })}
          onClose={() => setLeaving(undefined)}
        />
      )}
    </>
  );
}

function Tag({ children }: { readonly children: string }) {
  return <span className="rounded bg-surface px-1.5 text-2xs text-ink-2 ring-1 ring-line">{children}</span>;
}

// The team's other ClickHouse servers.
import { Link } from '@tanstack/react-router';
import { Database, Pencil, Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { ReadOnly } from '#app/components/settings/common/read-only.tsx';
import { formatCount } from '#app/components/time/format.ts';
import { buttonClass, IconButton } from '#app/components/ui/button.tsx';
import type { Connection } from '#app/lib/sources/schema.ts';
import { deleteConnection } from '#app/lib/sources/sources.functions.ts';
import { ConfirmDelete } from './confirm-delete.tsx';
import type { SourceSettings } from './settings-state.tsx';

export function ConnectionList({ connections, sources, mayChange }: SourceSettings) {
  const [leaving, setLeaving] = useState<Connection>();
  return (
    <>
      <div className="flex flex-wrap items-start justify-between gap-3">
        <div className="max-w-prose">
          <h2 className="text-lg font-semibold">Connections</h2>
          <p className="text-ink-2">
            Other ClickHouse servers that this team reads. Maple only ever selects from them.
          </p>
        </div>
        {mayChange && (
          <Link to="/settings/connections/$id" params={{ id: 'new' }} className={buttonClass('primary')}>
            <Plus className="size-3.5" aria-hidden />
            New connection
          </Link>
        )}
      </div>
      {!mayChange && <ReadOnly what="change connections" />}
      {connections.length === 0 ? (
        <div className="flex flex-col items-center gap-2 rounded-lg border border-line py-10 text-center">
          <Database className="size-6 text-ink-3" aria-hidden />
          <p className="font-medium">No other server yet</p>
          <p className="max-w-prose px-4 text-ink-2">
            Maple’s own ClickHouse needs no connection. Add one to search tables that are elsewhere.
          </p>
        </div>
      ) : (
        <ul aria-label="Connections" className="divide-y divide-line rounded-lg border border-line">
          {connections.map((connection) => {
            const users = sources.filter(({ connectionId }) => connectionId === connection.id).length;
            return (
              <li key={connection.id} className="flex items-center gap-3 px-3 py-2.5">
                <div className="min-w-0 flex-1">
                  <Link
                    to="/settings/connections/$id"
                    params={{ id: connection.id }}
                    className="truncate font-medium hover:underline"
                  >
                    {connection.name}
                  </Link>
                  <p className="truncate text-xs text-ink-3">
                    <code className="font-mono">
                      {connection.url} · {connection.username} · {connection.database}
                    </code>
                    {users > 0 && ` · ${formatCount(users, 'source')}`}
                  </p>
                </div>
                {mayChange && (
                  <>
                    <Link
                      to="/settings/connections/$id"
                      params={{ id: connection.id }}
                      aria-label={`Edit ${connection.name}`}
                      data-tip={`Edit ${connection.name}`}
                      className={buttonClass('ghost', 'size-7 px-0! pointer-coarse:size-9')}
                    >
                      <Pencil className="size-3.5" aria-hidden />
                    </Link>
                    <IconButton label={`Delete ${connection.name}`} onClick={() => setLeaving(connection)}>
                      <Trash2 className="size-3.5" aria-hidden />
                    </IconButton>
                  </>
                )}
              </li>
            );
          })}
        </ul>
      )}
      {leaving && (
        <ConfirmDelete
          what="connection"
          name={leaving.name}
          consequence="Nothing changes on the server. A connection that a source uses cannot be deleted."
          onDelete={() => deleteConnection({ data: { id: leaving.id } })}
          onClose={() => setLeaving(undefined)}
        />
      )}
    </>
  );
}

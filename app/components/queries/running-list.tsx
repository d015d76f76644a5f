// Queries that run just now: whose, what, since when, how far, and the button that stops one.
import { CircleCheck, X } from 'lucide-react';
import { useState } from 'react';
import { formatBytes } from '#app/components/settings/common/amounts.ts';
import { Badge } from '#app/components/settings/common/badge.tsx';
import { Meter } from '#app/components/settings/common/meter.tsx';
import { formatCompact, formatMilliseconds } from '#app/components/time/format.ts';
import { Button } from '#app/components/ui/button.tsx';
import { CopyButton } from '#app/components/ui/copy-button.tsx';
import { FormProblem } from '#app/components/ui/form-problem.tsx';
import { errorText, toUserError } from '#app/lib/core/user-error.ts';
import { cancelRunning, type getRunning } from '#app/lib/query/query.functions.ts';
import { kindName, shownSql } from './kinds.ts';

type Running = Awaited<ReturnType<typeof getRunning>>['queries'][number];

interface RunningListProps {
  readonly queries: readonly Running[];
  /** The server's clock, milliseconds since the epoch. */
  readonly nowMs: number;
  readonly onCancelled: () => void;
}

export function RunningList({ queries, nowMs, onCancelled }: RunningListProps) {
  const [problem, setProblem] = useState<string>();
  const cancel = async (id: string) => {
    setProblem(undefined);
    try {
      await cancelRunning({ data: { operationId: id } });
    } catch (thrown) {
      const error = toUserError(thrown);
      // It has ended by itself meanwhile.
      if (error.code !== 'not_found') setProblem(errorText(error));
    }
    onCancelled();
  };
  if (queries.length === 0)
    return (
      <div className="flex flex-col items-center gap-2 rounded-lg border border-line py-10 text-center">
        <CircleCheck className="size-6 text-ink-3" aria-hidden />
        <p className="font-medium">Nothing runs just now</p>
        <p className="max-w-prose px-4 text-ink-2">Queries appear here by themselves while they run.</p>
      </div>
    );
  return (
    <div className="flex flex-col gap-2">
      {problem && <FormProblem>{problem}</FormProblem>}
      <ul aria-label="Running queries" className="divide-y divide-line rounded-lg border border-line">
        {queries.map((query) => (
          <RunningItem key={query.id} query={query} nowMs={nowMs} onCancel={() => void cancel(query.id)} />
        ))}
      </ul>
    </div>
  );
}

interface RunningItemProps {
  readonly query: Running;
  readonly nowMs: number;
  readonly onCancel: () => void;
}

function RunningItem({ query, nowMs, onCancel }: RunningItemProps) {
  const { kind, who, isOwn, mayCancel, rowsRead, totalRows, memoryBytes, sql, state, startedAtMs } = query;
  const rows = `${formatCompact(rowsRead)}${totalRows > 0 ? ` of ${formatCompact(totalRows)}` : ''} rows read`;
  return (
    <li className="flex flex-col gap-1.5 px-3 py-2.5">
      <div className="flex items-center gap-2">
        <span className="min-w-0 truncate font-medium">{kindName(kind)}</span>
        {isOwn && <Badge tone="accent">yours</Badge>}
        {state !== 'running' && <Badge tone="caution">{state}</Badge>}
        <span className="ml-auto shrink-0 text-xs text-ink-2 tabular-nums">
          {formatMilliseconds(Math.max(0, nowMs - startedAtMs))}
        </span>
        {mayCancel && (
          <Button
            disabled={state === 'cancelling'}
            onClick={onCancel}
            aria-label={`Cancel ${kindName(kind)}`}
          >
            <X className="size-3.5" aria-hidden />
            Cancel
          </Button>
        )}
      </div>
      <p className="truncate text-xs text-ink-3 tabular-nums">
        {who} · {rows} · {formatBytes(memoryBytes)} memory
      </p>
      {totalRows > 0 && <Meter share={rowsRead / totalRows} />}
      {sql !== undefined && (
        <div className="flex items-start gap-1">
          <code className="line-clamp-3 min-w-0 flex-1 rounded bg-surface px-2 py-1 font-mono text-2xs break-all whitespace-pre-wrap text-ink-2">
            {shownSql(sql)}
          </code>
          <CopyButton text={() => shownSql(sql)} label="Copy the SQL" />
        </div>
      )}
    </li>
  );
}

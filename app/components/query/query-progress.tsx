// How far an operation is: the rows that the engine has read, of how many, and since when. With the button that stops it.
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { formatCompact, formatMilliseconds } from '#app/components/time/format.ts';
import { Button } from '#app/components/ui/button.tsx';
import { getQueryProgress } from '#app/lib/query/query.functions.ts';

const TICK_MS = 100;
const ASK_MS = 300;

interface QueryProgressProps {
  readonly operationId: string;
  /** What goes on. */
  readonly title: string;
  readonly onCancel: () => void;
}

export function QueryProgress({ operationId, title, onCancel }: QueryProgressProps) {
  const { data } = useQuery({
    queryKey: ['progress', operationId],
    queryFn: ({ signal }) => getQueryProgress({ data: { operationId }, signal }),
    refetchInterval: ASK_MS,
    gcTime: 0,
    retry: false,
  });
  const elapsedMs = useElapsed();
  const share = data && data.totalRows > 0 ? Math.min(1, data.rowsRead / data.totalRows) : undefined;
  return (
    <div
      className="flex w-80 max-w-full flex-col gap-2 rounded-lg bg-raised p-3 text-xs shadow-raised"
      data-testid="progress"
    >
      <div className="flex items-center justify-between gap-3">
        <span className="font-medium">{title}</span>
        <span className="text-ink-3 tabular-nums">{formatMilliseconds(Math.max(elapsedMs, 100))}</span>
      </div>
      <div
        role="progressbar"
        aria-label="Rows read"
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={share === undefined ? undefined : Math.round(share * 100)}
        className="h-1 overflow-hidden rounded-full bg-hover"
      >
        <div
          className={share === undefined ? 'h-full w-1/4 animate-slide bg-accent' : 'h-full bg-accent'}
          style={share === undefined ? undefined : { width: `${share * 100}%` }}
        />
      </div>
      <div className="flex items-center justify-between gap-3">
        <span className="text-ink-2 tabular-nums">
          {data
            ? `${formatCompact(data.rowsRead)}${data.totalRows > 0 ? ` of ${formatCompact(data.totalRows)}` : ''} rows read`
            : 'Asking the engine'}
        </span>
        <Button onClick={onCancel} className="h-6">
          Cancel
        </Button>
      </div>
    </div>
  );
}

/** Milliseconds since it was first shown; the operation began a moment earlier. */
function useElapsed(): number {
  const [since] = useState(() => performance.now());
  const [now, setNow] = useState(since);
  useEffect(() => {
    const timer = setInterval(() => setNow(performance.now()), TICK_MS);
    return () => clearInterval(timer);
  }, []);
  return now - since;
}

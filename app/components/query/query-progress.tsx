// How far an operation is: the rows that the engine has read, of how many, and since when. With the button that stops it.
import { useQuery } from '@tanstack/react-query';
import { formatCompact } from '#app/components/time/format.ts';
import { getQueryProgress } from '#app/lib/query/query.functions.ts';
import { ProgressCard } from './progress-card.tsx';

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
  const share = data && data.totalRows > 0 ? Math.min(1, data.rowsRead / data.totalRows) : undefined;
  const text = data
    ? `${formatCompact(data.rowsRead)}${data.totalRows > 0 ? ` of ${formatCompact(data.totalRows)}` : ''} rows read`
    : 'Asking the engine';
  return <ProgressCard title={title} label="Rows read" share={share} text={text} onCancel={onCancel} />;
}

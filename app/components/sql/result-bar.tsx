// The line above a result: how many rows, what they cost, table or chart, and the result as a file.
import { BarChart3, Table2 } from 'lucide-react';
import { formatCompact, formatCount, formatMilliseconds } from '#app/components/time/format.ts';
import { Button } from '#app/components/ui/button.tsx';
import { downloadBlob } from '#app/components/ui/download.ts';
import type { SqlAnswer } from '#app/lib/query/queries.ts';
import { toCsv, toNdjson } from './result-files.ts';
import type { SqlView } from './sql-view.ts';

interface ResultBarProps {
  readonly answer: SqlAnswer;
  readonly order: readonly number[];
  readonly view: SqlView['view'];
  readonly hasChart: boolean;
  readonly onView: (view: SqlView['view']) => void;
}

const VIEWS = [
  { view: 'table', label: 'Table', Icon: Table2 },
  { view: 'chart', label: 'Chart', Icon: BarChart3 },
] as const;

export function ResultBar({ answer, order, view, hasChart, onView }: ResultBarProps) {
  const { columns, rows, rowCount, statistics, truncated } = answer;
  const inOrder = () => order.map((index) => rows[index] ?? []);
  const save = (name: string, type: string, text: string) => downloadBlob(new Blob([text], { type }), name);
  const shown = hasChart ? view : 'table';
  return (
    <div className="flex min-h-8 shrink-0 flex-wrap items-center gap-x-3 gap-y-1 border-b border-line px-3 py-1 text-xs text-ink-2">
      <p className="mr-auto flex min-w-0 items-center gap-3 whitespace-nowrap" data-testid="sql-count">
        <span>
          <span className="font-medium text-ink">
            {formatCount(rowCount)}
            {truncated && '+'}
          </span>{' '}
          {rowCount === 1 && !truncated ? 'row' : 'rows'}
        </span>
        <span className="text-ink-3 max-md:hidden">
          {formatCompact(statistics.rowsRead)} rows read · {formatMilliseconds(statistics.elapsedMs)}
        </span>
      </p>
      <fieldset className="flex items-center" aria-label="Show the result as">
        {VIEWS.map(({ view: one, label, Icon }) => (
          <Button
            key={one}
            variant="ghost"
            aria-pressed={shown === one}
            disabled={one === 'chart' && !hasChart}
            data-tip={one === 'chart' && !hasChart ? 'A chart needs a column of numbers' : undefined}
            onClick={() => onView(one)}
            className="h-6 px-2 pointer-coarse:h-8 pointer-coarse:px-2 aria-pressed:bg-selected aria-pressed:text-ink"
          >
            <Icon className="size-3.5" aria-hidden />
            {label}
          </Button>
        ))}
      </fieldset>
      <div className="flex items-center gap-1">
        <Button
          variant="ghost"
          className="h-6 px-2 pointer-coarse:h-8 pointer-coarse:px-2"
          disabled={rowCount === 0}
          onClick={() => save('result.csv', 'text/csv', toCsv(columns, inOrder()))}
        >
          CSV
        </Button>
        <Button
          variant="ghost"
          className="h-6 px-2 pointer-coarse:h-8 pointer-coarse:px-2"
          disabled={rowCount === 0}
          onClick={() => save('result.ndjson', 'application/x-ndjson', toNdjson(columns, inOrder()))}
        >
          NDJSON
        </Button>
      </div>
    </div>
  );
}

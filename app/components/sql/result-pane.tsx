// What came of a run: the table or the chart, how it failed, that it runs, or what could be asked.
import { Database } from 'lucide-react';
import { lazy, Suspense, useMemo, useState } from 'react';
import { useSignInWhen } from '#app/components/auth/use-sign-in-when.ts';
import { canRetry, FailureIcon, failureTitle } from '#app/components/query/failure.tsx';
import { QueryProgress } from '#app/components/query/query-progress.tsx';
import { Button } from '#app/components/ui/button.tsx';
import { State } from '#app/components/ui/state.tsx';
import { useDelayed } from '#app/components/ui/use-delayed.ts';
import type { UserError } from '#app/lib/core/user-error.ts';
import type { SqlAnswer } from '#app/lib/query/queries.ts';
import { type Sorting, sortedIndexes } from './cells.ts';
import { chartOf } from './chart-data.ts';
import { EXAMPLES } from './examples.ts';
import { ResultBar } from './result-bar.tsx';
import { ResultTable } from './result-table.tsx';
import type { SqlView } from './sql-view.ts';
import type { SqlRun } from './use-sql-run.ts';

const Chart = lazy(() => import('./result-chart.tsx').then((module) => ({ default: module.ResultChart })));

/** Progress is shown for what takes longer; milliseconds. */
const SLOW_MS = 300;

interface ResultPaneProps {
  readonly run: SqlRun;
  readonly view: SqlView['view'];
  readonly onView: (view: SqlView['view']) => void;
  readonly onExample: (sql: string) => void;
}

export function ResultPane({ run, view, onView, onExample }: ResultPaneProps) {
  const { answer, error, running } = run;
  const slow = useDelayed(running, SLOW_MS);
  return (
    <div className="relative flex min-h-0 min-w-0 flex-1 flex-col">
      {answer ? (
        <Result answer={answer} stale={run.stale} view={view} onView={onView} />
      ) : error ? (
        <Failed error={error} onRetry={run.again} />
      ) : (
        !running && <Examples onExample={onExample} />
      )}
      {running && slow && (
        <div className="absolute inset-x-0 top-16 z-20 flex justify-center px-3">
          <QueryProgress
            key={run.operationId}
            operationId={run.operationId}
            title={run.waiting ? 'The engine is restarting' : 'Running…'}
            onCancel={run.cancel}
          />
        </div>
      )}
    </div>
  );
}

interface ResultProps {
  readonly answer: SqlAnswer;
  readonly stale: boolean;
  readonly view: SqlView['view'];
  readonly onView: (view: SqlView['view']) => void;
}

function Result({ answer, stale, view, onView }: ResultProps) {
  const { columns, rows } = answer;
  const [sorted, setSorted] = useState<{ readonly answer: SqlAnswer; readonly by: Sorting | undefined }>();
  // Another result has an order of its own.
  const sorting = sorted?.answer === answer ? sorted.by : undefined;
  const order = useMemo(() => sortedIndexes(rows, columns, sorting), [rows, columns, sorting]);
  const chart = useMemo(() => chartOf(columns, rows), [columns, rows]);
  const onSort = (column: number) => setSorted({ answer, by: nextSorting(sorting, column) });
  return (
    <>
      <ResultBar answer={answer} order={order} view={view} hasChart={chart !== undefined} onView={onView} />
      {answer.truncated && (
        <p
          className="shrink-0 border-b border-line bg-caution-soft px-3 py-1.5 text-xs text-caution"
          role="status"
        >
          {answer.truncated.message} {answer.truncated.hint}
        </p>
      )}
      {rows.length === 0 ? (
        <State icon={<Database className="size-6 text-ink-3" aria-hidden />} title="No rows">
          <p className="text-ink-2">
            The query ran, and its result is empty. Its columns are{' '}
            {columns.map(({ name }) => name).join(', ')}.
          </p>
        </State>
      ) : view === 'chart' && chart ? (
        <Suspense>
          <Chart data={chart} />
        </Suspense>
      ) : (
        <ResultTable
          columns={columns}
          rows={rows}
          order={order}
          totals={answer.totals}
          sorting={sorting}
          onSort={onSort}
          stale={stale}
        />
      )}
    </>
  );
}

/** A click sorts upwards, the next downwards, the third not at all. */
function nextSorting(before: Sorting | undefined, column: number): Sorting | undefined {
  if (before?.column !== column) return { column, direction: 'asc' };
  return before.direction === 'asc' ? { column, direction: 'desc' } : undefined;
}

function Failed({ error, onRetry }: { readonly error: UserError; readonly onRetry: () => void }) {
  useSignInWhen(error.code === 'unauthorized');
  return (
    <State icon={<FailureIcon code={error.code} />} title={failureTitle(error, 'query')}>
      <p role="alert" id="sql-mistake" className="max-w-prose text-ink-2">
        {error.message} {error.hint}
      </p>
      {canRetry(error) && (
        <Button variant="primary" onClick={onRetry}>
          {error.code === 'cancelled' ? 'Run it again' : 'Try again'}
        </Button>
      )}
    </State>
  );
}

function Examples({ onExample }: { readonly onExample: (sql: string) => void }) {
  return (
    <State icon={<Database className="size-6 text-ink-3" aria-hidden />} title="Ask your telemetry in SQL">
      <p className="max-w-prose text-ink-2">
        One SELECT over the tables of your team, as ClickHouse understands it. For example:
      </p>
      <ul className="flex w-full max-w-2xl flex-col gap-2 text-left">
        {EXAMPLES.map(({ title, sql }) => (
          <li key={title}>
            <button
              type="button"
              onClick={() => onExample(sql)}
              className="block w-full rounded-lg border border-line p-3 text-left hover:border-line-strong hover:bg-hover"
            >
              <span className="font-medium">{title}</span>
              <span className="mt-1 block truncate font-mono text-2xs text-ink-3">
                {sql.replace(/\s+/g, ' ')}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </State>
  );
}

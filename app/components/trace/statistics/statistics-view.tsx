// The table of statistics: what each operation, or each service, cost.
import { useMemo } from 'react';
import { formatCount } from '#app/components/time/format.ts';
import { useAnswer } from '../load/use-answer.ts';
import { useTrace } from '../trace-context.ts';
import { filterStatistics, nextSort, parseSort, printSort, sortStatistics } from './sort.ts';
import { StatisticsTable } from './statistics-table.tsx';
import { useFindIn } from './use-find-in.ts';
import { ViewBar, Working } from './view-bar.tsx';

export function StatisticsView() {
  const { trace, view, change } = useTrace();
  const findIn = useFindIn();
  const isByService = view.by === 'service';
  const question = useMemo(() => ({ kind: 'statistics' as const, by: view.by }), [view.by]);
  const rows = useAnswer(trace, question).answer;
  const sort = useMemo(() => parseSort(view.order), [view.order]);
  const shown = useMemo(
    () => rows && sortStatistics(filterStatistics(rows, view.find), sort),
    [rows, view.find, sort],
  );
  return (
    <>
      <ViewBar find="Filter by service or operation" hasGrouping>
        {shown && rows && (
          <span>
            {shown.length < rows.length && `${formatCount(shown.length)} of `}
            {formatCount(rows.length)} {isByService ? 'services' : 'operations'}
          </span>
        )}
      </ViewBar>
      {!shown || !rows ? (
        <Working>Adding up {formatCount(trace.tree.columns.count, 'span')}…</Working>
      ) : shown.length === 0 ? (
        <Working>Nothing in this trace matches.</Working>
      ) : (
        <StatisticsTable
          rows={shown}
          sort={sort}
          isByService={isByService}
          onSort={(column) => change({ order: printSort(nextSort(sort, column)) }, { replace: true })}
          onChoose={findIn}
        />
      )}
    </>
  );
}

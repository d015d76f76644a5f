// The table of statistics: what each operation, or each service, cost.
import { useMemo } from 'react';
import { formatCount } from '#app/components/time/format.ts';
import { spanStatistics } from '#app/lib/trace-model/statistics.ts';
import type { TraceTree } from '#app/lib/trace-model/tree-types.ts';
import { useTrace } from '../trace-context.ts';
import { useComputed } from '../use-computed.ts';
import { filterStatistics, nextSort, parseSort, printSort, sortStatistics } from './sort.ts';
import { StatisticsTable } from './statistics-table.tsx';
import { useFindIn } from './use-find-in.ts';
import { ViewBar, Working } from './view-bar.tsx';

const byOperation = (tree: TraceTree) => spanStatistics(tree, 'operation');
const byService = (tree: TraceTree) => spanStatistics(tree, 'service');

export function StatisticsView() {
  const { trace, view, change } = useTrace();
  const findIn = useFindIn();
  const isByService = view.by === 'service';
  const rows = useComputed(trace.tree, `statistics ${view.by}`, isByService ? byService : byOperation);
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
        <Working>Adding up {formatCount(trace.tree.columns.count)} spans…</Working>
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

// The logs of the whole trace, or those that match a filter: by time or by span. A click on a record selects the span that
// wrote it.
import { Link } from '@tanstack/react-router';
import { FileSearch } from 'lucide-react';
import { useMemo, useState } from 'react';
import { formatCount } from '#app/components/time/format.ts';
import { Button, buttonClass } from '#app/components/ui/button.tsx';
import { State } from '#app/components/ui/state.tsx';
import { useDelayed } from '#app/components/ui/use-delayed.ts';
import { spansById } from '#app/lib/trace-model/find.ts';
import { rangeAround } from '../detail/searches.ts';
import { Segments, ViewBar, Working } from '../statistics/view-bar.tsx';
import { useTrace } from '../trace-context.ts';
import { LogFilter } from './log-filter.tsx';
import { itemsBySpan, itemsByTime } from './log-items.ts';
import { LogList } from './log-list.tsx';
import { isFilter, traceLogSearch, useTraceLogs } from './use-trace-logs.ts';

/** Progress is shown after this time, milliseconds. */
const PATIENCE_MS = 300;
/** What the URL takes; UTF-16 units. */
const LONGEST_FILTER = 10_000;

export function TraceLogsView() {
  const { trace, view, change } = useTrace();
  const { columns, begin, end, place } = trace.tree;
  const { filter } = view;
  const range = useMemo(() => {
    const baseMs = Number(columns.baseNs / 1_000n) / 1_000;
    return rangeAround(baseMs + begin / 1e6, baseMs + end / 1e6);
  }, [columns.baseNs, begin, end]);
  const search = useMemo(() => traceLogSearch(trace.traceId, filter, range), [trace.traceId, filter, range]);
  const askable = useMemo(() => isFilter(filter), [filter]);
  const logs = useTraceLogs(search, askable);
  const { rows } = logs;
  // Known to have records, also while others are fetched.
  const [withLogs, setWithLogs] = useState('');
  if (rows.length > 0 && withLogs !== trace.traceId) setWithLogs(trace.traceId);
  const setFilter = (next: string) =>
    next === filter ? logs.retry() : change({ filter: next.slice(0, LONGEST_FILTER) }, { replace: true });
  const spans = useMemo(
    () =>
      spansById(
        columns,
        rows.map(({ spanId }) => spanId),
      ),
    [columns, rows],
  );
  const items = useMemo(
    () => (view.logs === 'span' ? itemsBySpan(rows, spans, place) : itemsByTime(rows, spans)),
    [view.logs, rows, spans, place],
  );
  const isLate = useDelayed(logs.isPending, PATIENCE_MS);
  return (
    <>
      <ViewBar
        left={
          (withLogs === trace.traceId || filter !== '') && (
            <LogFilter
              value={filter}
              range={range}
              error={logs.error?.code === 'bad_request' ? logs.error : undefined}
              onFilter={setFilter}
            />
          )
        }
      >
        {rows.length > 0 && (
          <span>
            {formatCount(rows.length)}
            {logs.hasMore && '+'} {rows.length === 1 ? 'record' : 'records'}
          </span>
        )}
        <Segments
          label="Order of the records"
          value={view.logs}
          options={[
            ['time', 'By time'],
            ['span', 'By span'],
          ]}
          onChange={(list) => change({ logs: list }, { replace: true })}
        />
        <Link to="/logs" search={{ ...search, order: 'asc' }} className={buttonClass('secondary')}>
          Open in the log search
        </Link>
      </ViewBar>
      {rows.length > 0 ? (
        <LogList items={items} search={search} logs={logs} />
      ) : !askable || (filter !== '' && logs.error?.code === 'bad_request') ? (
        <State
          icon={<FileSearch className="size-6 text-ink-3" aria-hidden />}
          title="This cannot be searched"
        >
          <p className="max-w-md text-ink-2">The mistake is marked in the filter above.</p>
          <Button onClick={() => setFilter('')}>Clear the filter</Button>
        </State>
      ) : logs.error ? (
        <State
          icon={<FileSearch className="size-6 text-ink-3" aria-hidden />}
          title="The logs could not be read"
        >
          <p className="max-w-md text-ink-2">{logs.error.message}</p>
          {logs.error.hint && <p className="max-w-md text-ink-3">{logs.error.hint}</p>}
          <Button onClick={logs.retry}>Try again</Button>
        </State>
      ) : logs.isPending ? (
        isLate ? (
          <Working>Looking for the logs of this trace…</Working>
        ) : (
          <div className="flex-1" />
        )
      ) : filter !== '' ? (
        <State icon={<FileSearch className="size-6 text-ink-3" aria-hidden />} title="Nothing matches">
          <p className="max-w-md text-ink-2">No record of this trace matches the filter.</p>
          <Button variant="primary" onClick={() => setFilter('')}>
            Clear the filter
          </Button>
        </State>
      ) : (
        <State icon={<FileSearch className="size-6 text-ink-3" aria-hidden />} title="No logs of this trace">
          <p className="max-w-md text-ink-2">
            No record from five minutes before to five minutes after carries its trace id. A logging library
            has to put the id of the active span on each record; OpenTelemetry’s log appenders do.
          </p>
        </State>
      )}
    </>
  );
}

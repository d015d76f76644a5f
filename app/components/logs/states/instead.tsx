// What stands in place of the list: nothing yet, nothing found, or why the search failed. Null while there are rows: those
// that are already there stay while others are fetched.

import { NothingFound } from '#app/components/explorer/states/nothing-found.tsx';
import {
  Cancelled,
  Failed,
  LoadingRows,
  Stopped,
  WaitingForEngine,
} from '#app/components/explorer/states/result-states.tsx';
import { operationOf } from '#app/lib/logs/queries.ts';
import type { LogActions } from '../log-actions.ts';
import type { LogsView } from '../logs-view.ts';
import type { LogPages } from '../rows/use-log-pages.ts';
import type { LogSearchState } from '../search/use-log-search.ts';
import { LogRowPlaceholder } from '../table/log-row.tsx';

const PLACEHOLDERS = Array.from({ length: 32 }, (_, index) => index);

interface InsteadProps {
  readonly state: LogSearchState;
  readonly pages: LogPages;
  readonly view: LogsView;
  readonly slow: boolean;
  readonly hasData: boolean;
  readonly actions: LogActions;
}

/** Whether something stands in place of the list. */
export function isInstead(
  { error, waiting, cancelled, shown, search }: LogSearchState,
  pages: LogPages,
): boolean {
  if (error || cancelled || !shown || (waiting && !shown)) return true;
  return shown === search && pages.complete && pages.count === 0;
}

export function Instead({ state, pages, view, slow, hasData, actions }: InsteadProps) {
  const { error, waiting, cancelled, shown, search, refresh } = state;
  const range = { range: view, onRange: actions.setRange };
  if (error) {
    const home = {
      label: 'Go to Maple’s own logs',
      go: () => actions.change({ source: 'logs', cols: '', q: '', lang: 'lucene' }),
    };
    return (
      <Failed error={error} {...range} onRetry={refresh} home={view.source === 'logs' ? undefined : home} />
    );
  }
  if (waiting && !shown) return <WaitingForEngine error={waiting} />;
  if (cancelled) return <Cancelled onRetry={refresh} />;
  if (!shown)
    return (
      <LoadingRows visible={slow} operationId={operationOf(search)} onCancel={state.cancel}>
        {PLACEHOLDERS.map((index) => (
          <LogRowPlaceholder key={index} top={28 + index * 22} height={22} />
        ))}
      </LoadingRows>
    );
  if (pages.partial) return <Stopped partial={pages.partial} {...range} onResume={pages.resume} />;
  return (
    <NothingFound
      view={view}
      what="record"
      answer={pages.answer}
      hasData={hasData}
      onSearch={actions.search}
      onRange={actions.setRange}
    />
  );
}

// What stands in place of the list: nothing yet, nothing found, or why the search failed. Null while there are rows: those
// that are already there stay while others are fetched.
import type { LogActions } from '../log-actions.ts';
import type { LogsView } from '../logs-view.ts';
import type { LogPages } from '../rows/use-log-pages.ts';
import type { LogSearchState } from '../search/use-log-search.ts';
import { NothingFound } from './nothing-found.tsx';
import { Cancelled, Failed, LoadingRows, Stopped, WaitingForEngine } from './result-states.tsx';

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
  if (error) return <Failed error={error} view={view} actions={actions} onRetry={refresh} />;
  if (waiting && !shown) return <WaitingForEngine error={waiting} />;
  if (cancelled) return <Cancelled onRetry={refresh} />;
  if (!shown) return <LoadingRows visible={slow} search={search} onCancel={state.cancel} />;
  if (pages.partial)
    return <Stopped partial={pages.partial} view={view} actions={actions} onResume={pages.resume} />;
  return <NothingFound view={view} answer={pages.answer} hasData={hasData} actions={actions} />;
}

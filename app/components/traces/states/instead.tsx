// What stands in place of the list: nothing yet, nothing found, or why the search failed; and the list's last line.
import type { Page, Pages } from '#app/components/explorer/rows/use-pages.ts';
import { ListEnd } from '#app/components/explorer/states/list-end.tsx';
import { NothingFound } from '#app/components/explorer/states/nothing-found.tsx';
import {
  Cancelled,
  Failed,
  LoadingRows,
  Stopped,
  WaitingForEngine,
} from '#app/components/explorer/states/result-states.tsx';
import { type ListAnswer, operationOf } from '../list/list-source.ts';
import { Placeholder } from '../list/result-list.tsx';
import type { TraceSort, TracesView } from '../traces-view.ts';
import type { TraceActions } from '../use-trace-actions.ts';
import type { TraceSearchState } from '../use-trace-search.ts';

type ResultPages = Pick<
  Pages<ListAnswer, unknown>,
  'answer' | 'partial' | 'resume' | 'complete' | 'count' | 'error' | 'retry' | 'known'
>;

const PLACEHOLDERS = Array.from({ length: 24 }, (_, index) => index);
const PLACEHOLDER_PX = 32;

interface InsteadProps {
  readonly state: TraceSearchState;
  readonly pages: ResultPages;
  readonly view: TracesView;
  readonly what: 'trace' | 'span';
  readonly slow: boolean;
  readonly hasData: boolean;
  readonly actions: TraceActions;
}

/** Whether something stands in place of the list: rows that are there already stay while others are fetched. */
export function isInstead(
  { error, cancelled, shown, search }: TraceSearchState,
  pages: Pick<ResultPages, 'complete' | 'count'>,
): boolean {
  if (error || cancelled || !shown) return true;
  return shown === search && pages.complete && pages.count === 0;
}

export function Instead({ state, pages, view, what, slow, hasData, actions }: InsteadProps) {
  const { error, waiting, cancelled, shown, search, refresh } = state;
  const range = { range: view, onRange: actions.setRange };
  if (error) {
    const isOwn = view.source === 'traces';
    return (
      <Failed
        error={error}
        {...range}
        onRetry={refresh}
        home={
          isOwn
            ? undefined
            : {
                label: 'Go to Maple’s own traces',
                go: () => actions.change({ source: 'traces', q: '', lang: 'lucene', box: '' }),
              }
        }
      />
    );
  }
  if (waiting && !shown) return <WaitingForEngine error={waiting} />;
  if (cancelled) return <Cancelled onRetry={refresh} />;
  if (!shown)
    return (
      <LoadingRows visible={slow} operationId={operationOf(search)} onCancel={state.cancel}>
        {PLACEHOLDERS.map((index) => (
          <Placeholder key={index} style={{ top: index * PLACEHOLDER_PX, height: PLACEHOLDER_PX }} />
        ))}
      </LoadingRows>
    );
  if (pages.partial) return <Stopped partial={pages.partial} {...range} onResume={pages.resume} />;
  const isNarrowed = view.box !== '' || view.min !== '' || view.max !== '';
  return (
    <NothingFound
      view={view}
      what={what}
      answer={pages.answer && unshifted(pages.answer, search.query, view.q)}
      hasData={hasData}
      onSearch={actions.search}
      onRange={actions.setRange}
      narrowed={
        isNarrowed
          ? {
              label: view.box === '' ? 'Any duration' : 'Without the selection in the heatmap',
              onClear: actions.widen,
            }
          : undefined
      }
    />
  );
}

/** Positions in what was typed, which may stand in brackets in what was asked. */
function unshifted(
  answer: ListAnswer,
  asked: string,
  typed: string,
): Pick<ListAnswer, 'unknownFields' | 'hint'> {
  const by = Math.max(0, asked.indexOf(typed));
  return {
    hint: answer.hint,
    unknownFields: answer.unknownFields.map(({ position, ...field }) => ({
      ...field,
      position: { from: position.from - by, to: position.to - by },
    })),
  };
}

interface TracesEndProps {
  readonly pages: Pick<Pages<Page, unknown>, 'error' | 'retry' | 'partial' | 'resume' | 'complete' | 'known'>;
  readonly what: 'trace' | 'span';
  readonly sort: TraceSort;
}

export function TracesEnd({ pages, what, sort }: TracesEndProps) {
  return (
    <ListEnd pages={pages} known={pages.known} what={what} order={sort === 'newest' ? 'desc' : undefined} />
  );
}

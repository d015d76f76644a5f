// The last line of the list: that there is no more, that more is coming, or why it did not come.
import { useZone } from '#app/components/preferences/preferences-context.tsx';
import { formatCount, formatRowTime } from '#app/components/time/format.ts';
import { Button } from '#app/components/ui/button.tsx';
import { GridCell } from '#app/components/ui/grid.tsx';
import type { Page, Pages } from '../rows/use-pages.ts';

interface ListEndProps {
  readonly pages: Pick<Pages<Page, unknown>, 'error' | 'retry' | 'partial' | 'resume' | 'complete'>;
  /** Rows of the list, those that arrived since included. */
  readonly known: number;
  readonly what: 'record' | 'trace' | 'span';
  /** Of time; undefined when the list is in another order. */
  readonly order: 'desc' | 'asc' | undefined;
}

export function ListEnd({ pages, known, what, order }: ListEndProps) {
  const zone = useZone();
  const records = formatCount(known, what);
  return (
    <GridCell className="flex h-12 items-center justify-center gap-3 px-4 text-xs text-ink-3">
      {pages.error ? (
        <>
          <span className="text-danger">{pages.error.message}</span>
          <Button onClick={pages.retry}>Try again</Button>
        </>
      ) : pages.partial ? (
        <>
          <span className="text-caution">
            {pages.partial.message} {records} so far
            {pages.partial.searchedTo &&
              order &&
              `, ${order === 'desc' ? 'back' : 'on'} to ${formatRowTime(pages.partial.searchedTo, zone, true)}`}
            .
          </span>
          {pages.resume && (
            <Button onClick={pages.resume} data-tip={pages.partial.hint}>
              Search on
            </Button>
          )}
        </>
      ) : pages.complete ? (
        `End of the range: ${records}`
      ) : (
        'Loading more…'
      )}
    </GridCell>
  );
}

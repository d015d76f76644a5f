// Which page a row is on. Pages differ in length: the first is short, and large records make a page end early. Pure.

/** Rows on the first page, which a person waits for. */
export const FIRST_PAGE_ROWS = 200;
/** Rows on each later page, which is fetched before it is needed. */
export const PAGE_ROWS = 500;
/** Rows held below the screen, so that a fast scroll does not wait. */
const AHEAD_ROWS = 1_500;

/** Indexes of rows: the first and the last one on the screen. */
export interface VisibleRows {
  readonly first: number;
  readonly last: number;
}

/** The page of a row; `starts` are the indexes of the pages' first rows. Rows behind the last page count to it. */
export function pageOf(index: number, starts: readonly number[]): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((starts[middle] ?? 0) <= index) low = middle;
    else high = middle - 1;
  }
  return low;
}

const AROUND = { before: PAGE_ROWS, after: AHEAD_ROWS };

/** The known pages of the visible rows and, so that scrolling does not wait, of so many rows just before and after. */
export function pagesAround(
  { first, last }: VisibleRows,
  starts: readonly number[],
  { before, after }: { readonly before: number; readonly after: number } = AROUND,
): readonly number[] {
  const from = pageOf(Math.max(0, first - before), starts);
  const to = pageOf(last + after, starts);
  return Array.from({ length: to - from + 1 }, (_, offset) => from + offset);
}

// Which page a row is on: the first page is short, all later ones are long. Pure.

/** Rows on the first page, which a person waits for. */
export const FIRST_PAGE_ROWS = 200;
/** Rows on each later page, which is fetched before it is needed. */
export const PAGE_ROWS = 1_000;

/** Indexes of rows: the first and the last one on the screen. */
export interface VisibleRows {
  readonly first: number;
  readonly last: number;
}

/** The index of a page's first row. */
export function pageStart(page: number): number {
  return page === 0 ? 0 : FIRST_PAGE_ROWS + (page - 1) * PAGE_ROWS;
}

/** The page of a row. */
export function pageOf(index: number): number {
  return index < FIRST_PAGE_ROWS ? 0 : 1 + Math.floor((index - FIRST_PAGE_ROWS) / PAGE_ROWS);
}

/** The known pages of the visible rows and, so that scrolling does not wait, of those just before and after. */
export function pagesAround({ first, last }: VisibleRows, pageCount: number): readonly number[] {
  const from = pageOf(Math.max(0, first - PAGE_ROWS / 2));
  const to = Math.min(pageCount - 1, pageOf(last + PAGE_ROWS));
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, offset) => from + offset);
}

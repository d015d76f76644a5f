// How the elements of a list's rows are found, and which row each shows.

/** `aria-rowindex` of the first record: below the header, counted from 1. */
export const FIRST_ROW = 2;

/** The elements of records, as a selector. */
export const RECORD = '[data-record]';

/** Which record an element shows. */
export function indexOfRecord(element: Element): number {
  return Number(element.getAttribute('aria-rowindex')) - FIRST_ROW;
}

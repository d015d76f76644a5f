// The search with the condition that a field is there. Pure.
import { addFilter } from '#app/lib/search/edit.ts';
import { parseSearch } from '#app/lib/search/parse.ts';

/** The text, and the condition; as it was when it has it already. */
export function existsFilter(text: string, field: string): string {
  // Made from a filter on a value, whose name is then written as it has to be.
  const condition = addFilter('', { field, value: 'x' }).replace(/x$/, '*');
  if (text.trim() === '') return condition;
  return text.includes(condition)
    ? text
    : `${parseSearch(text).tree.kind === 'or' ? `(${text})` : text} ${condition}`;
}

// A search as something that can be handed on: a link, and a command for the shell. Pure.
import type { LogSearchRequest } from './schema.ts';

/** What of a search is handed on; times as text, relative or not. */
export type CopiedSearch = Pick<LogSearchRequest, 'query' | 'language' | 'source' | 'order'> & {
  readonly from: string;
  readonly to: string;
  readonly columns: readonly string[];
};

const USUAL = { language: 'lucene', source: 'logs', order: 'desc' } as const;

/** What a request has to say; what is usual is left out. */
export function searchFields(search: CopiedSearch): Record<string, unknown> {
  const { from, to, query, language, source, order, columns } = search;
  return {
    from,
    to,
    ...(query !== '' && { query }),
    ...(language !== USUAL.language && { language }),
    ...(source !== USUAL.source && { source }),
    ...(order !== USUAL.order && { order }),
    ...(columns.length > 0 && { columns }),
  };
}

/** The page's own address with another range, and without the record that is open. */
export function searchLink(href: string, range: { readonly from: string; readonly to: string }): string {
  const url = new URL(href);
  url.searchParams.set('from', range.from);
  url.searchParams.set('to', range.to);
  for (const name of ['log', 'around', 'live']) url.searchParams.delete(name);
  return url.href;
}

/** The search as a command for POSIX shells; the key comes from the environment, so that it is in no history. */
export function searchCurl(origin: string, search: CopiedSearch): string {
  return [
    `curl --fail-with-body ${shellWord(`${origin}/api/v1/logs/search`)}`,
    '-H "Authorization: Bearer $MAPLE_API_KEY"',
    "-H 'Content-Type: application/json'",
    `--data-raw ${shellWord(JSON.stringify(searchFields(search)))}`,
  ].join(' \\\n  ');
}

/** Any text as one word of a POSIX shell. JSON has no NUL, which no shell could hold. */
export function shellWord(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

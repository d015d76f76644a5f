// A search of logs as a request that can be handed on. Pure.
import { curlCommand } from '#app/lib/reading/copy.ts';
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

/** The search as a command for POSIX shells. */
export function searchCurl(origin: string, search: CopiedSearch): string {
  return curlCommand(`${origin}/api/v1/logs/search`, searchFields(search));
}

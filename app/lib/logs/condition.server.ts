// What a request's query means for one source: the condition, and what is to be said about it.
import { AppError } from '#app/lib/core/errors.ts';
import { compileSearch } from '#app/lib/search/simple-compile.ts';
import type { Fragment } from '#app/lib/sql/sql.ts';
import type { Source } from '#app/lib/telemetry/source.ts';
import type { LogSearchResponse } from './schema.ts';

export interface LogCondition {
  readonly condition: Fragment;
  readonly unknownFields: LogSearchResponse['unknownFields'];
}

/** Throws `bad_request` with the position of the first mistake. */
export function logCondition(
  { query, language }: { readonly query: string; readonly language: 'lucene' | 'sql' },
  source: Source,
): LogCondition {
  if (language !== 'lucene') throw new AppError('bad_request', 'language: only "lucene" is supported yet.');
  if (source.body === undefined)
    throw new AppError('bad_request', 'This source has no text to search for words.');
  return { condition: compileSearch(query, source.body.expression), unknownFields: [] };
}

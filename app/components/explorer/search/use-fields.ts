// The fields of a source, for the editor, the columns and what else offers them.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useMemo } from 'react';
import type { FieldValues } from '#app/components/editor/props.ts';
import { logFieldsOptions, logValuesOptions } from '#app/lib/logs/queries.ts';
import type { LogFieldsResponse } from '#app/lib/logs/schema.ts';
import type { CompletionField } from '#app/lib/search/completion-rank.ts';
import { sqlFields } from './sql-fields.ts';
import type { FixedSearch } from './use-frozen-search.ts';

export type LogField = LogFieldsResponse['fields'][number];

const NO_FIELDS: readonly LogField[] = [];

export interface Fields {
  /** Empty until they are known. */
  readonly list: readonly LogField[];
  /** Whether a name is a field, an alias or an attribute. The same function while it answers the same. */
  readonly knows: (name: string) => boolean;
  /** Names of fields whose values are numbers. */
  readonly numeric: ReadonlySet<string>;
  /** What is offered in each language: fields by the names of Maple, or columns and keys of maps. */
  readonly completion: Readonly<Record<'lucene' | 'sql', readonly CompletionField[]>>;
  readonly loadValues: (field: string, prefix: string, signal: AbortSignal) => Promise<FieldValues>;
}

export function useFields(search: Pick<FixedSearch, 'from' | 'to' | 'source'>, askable: boolean): Fields {
  const queryClient = useQueryClient();
  const { from, to, source } = search;
  const { data } = useQuery({
    ...logFieldsOptions({ from, to, source }),
    enabled: askable,
    placeholderData: (before) => before,
  });
  const list = data?.fields ?? NO_FIELDS;
  const known = useMemo(() => {
    const names = new Set(list.flatMap(({ name, aliases }) => [name, ...aliases]));
    const numeric = list.filter(({ kind }) => kind === 'number' || kind === 'duration');
    return {
      knows: (name: string) => names.has(name),
      numeric: new Set(numeric.flatMap(({ name, aliases }) => [name, ...aliases])),
    };
  }, [list]);
  const loadValues = useCallback(
    async (field: string, prefix: string, signal: AbortSignal) => {
      const options = logValuesOptions({ from, to, source }, field, prefix);
      const stop = () => void queryClient.cancelQueries({ queryKey: options.queryKey });
      signal.addEventListener('abort', stop, { once: true });
      return queryClient.fetchQuery({ ...options, retry: false });
    },
    [queryClient, from, to, source],
  );
  const completion = useMemo(
    () => ({ lucene: list.map(searchField), sql: sqlFields(data?.columns ?? [], list) }),
    [data, list],
  );
  return { list, ...known, completion, loadValues };
}

function searchField({ name, kind, scope, aliases, count }: LogField): CompletionField {
  return {
    name,
    type: kind,
    aliases,
    ...(scope !== 'source' && { scope }),
    ...(count !== null && { count }),
  };
}

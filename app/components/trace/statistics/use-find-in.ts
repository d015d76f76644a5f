// From a row of a summary to its spans in the waterfall.
import { useCallback } from 'react';
import { searchFor } from '../detail/searches.ts';
import { useTrace } from '../trace-context.ts';

/** Shows the waterfall with the spans of a service, or of one of its operations, marked. */
export function useFindIn(): (operation: { readonly service: string; readonly name: string }) => void {
  const { trace, change } = useTrace();
  const isStored = trace.source !== undefined;
  return useCallback(
    ({ service, name }) => {
      // A search tells service and name apart; where nothing is stored to be searched, the text alone is looked for.
      const query =
        isStored && service !== ''
          ? searchFor([
              ['service', service],
              ['name', name],
            ])
          : '';
      change(
        query === ''
          ? { tab: 'waterfall', find: (name || service).slice(0, 1_000), match: '', lang: 'lucene' }
          : { tab: 'waterfall', match: query, lang: 'lucene', find: '' },
      );
    },
    [isStored, change],
  );
}

// The facets beside the list: which values the matching records have, how often, and a click to keep or leave them out.
import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { cn } from '#app/components/ui/cn.ts';
import { SearchInput } from '#app/components/ui/search-input.tsx';
import { toUserError } from '#app/lib/core/user-error.ts';
import { logFieldsOptions } from '#app/lib/logs/queries.ts';
import { facetPinsOptions } from '#app/lib/saved/queries.ts';
import type { FixedSearch } from '../search/use-frozen-search.ts';
import { Facet } from './facet.tsx';
import { type FacetField, facetSections } from './facet-list.ts';
import { useOpenFacets } from './use-open-facets.ts';

export interface FacetPanelProps {
  readonly search: FixedSearch;
  /** Whether the search can be asked at all. */
  readonly askable: boolean;
  /** Whether the first rows are there: they come before the counts. */
  readonly rowsAreHere: boolean;
  /** Facets that are open until somebody closes them. The same array each time. */
  readonly openAtFirst: readonly string[];
  /** The colour of a value, where values have colours. */
  readonly colorOf?: (field: FacetField, value: string) => string | undefined;
  /** A new search text. */
  readonly onQuery: (text: string) => void;
  /** Tells the histogram apart by a field. */
  readonly onGroupBy?: (field: string) => void;
  /** Shows a field as a column. */
  readonly onColumn?: (field: string) => void;
  readonly className?: string;
}

/** Of each section; the rest is found by typing. */
const MOST_FACETS = 40;
const NO_PINS = { user: [], team: [] };

export function FacetPanel(props: FacetPanelProps) {
  const { search, askable, rowsAreHere, openAtFirst, colorOf, onQuery, onGroupBy, onColumn, className } =
    props;
  const [filter, setFilter] = useState('');
  const fields = useQuery({
    ...logFieldsOptions(search),
    enabled: askable,
    placeholderData: (before) => before,
  });
  const pins = useQuery(facetPinsOptions(search.source));
  const open = useOpenFacets(search.source, openAtFirst);
  const sections = useMemo(
    () => facetSections(fields.data?.fields ?? [], pins.data ?? NO_PINS, filter),
    [fields.data, pins.data, filter],
  );
  return (
    <section
      aria-label="Facets"
      data-testid="facets"
      className={cn('flex min-h-0 flex-col overflow-y-auto slim-scroll pb-6', className)}
    >
      <div className="sticky top-0 z-10 bg-canvas px-3 py-2">
        <SearchInput
          aria-label="Filter the facets"
          placeholder="Filter fields"
          value={filter}
          onText={setFilter}
        />
      </div>
      {search.language === 'sql' && (
        <p className="px-3 pb-2 text-2xs text-ink-3">
          Values can be filtered by a click while the search is written in Lucene.
        </p>
      )}
      {fields.isError && (
        <p role="alert" className="px-3 py-2 text-xs text-danger">
          {toUserError(fields.error).message}
        </p>
      )}
      {fields.isPending && askable && <p className="px-3 py-2 text-xs text-ink-3">Loading the fields…</p>}
      {fields.isSuccess && sections.length === 0 && (
        <p className="px-3 py-2 text-xs text-ink-3">
          {filter ? 'No field has this name.' : 'No fields in this range.'}
        </p>
      )}
      {sections.map(({ title, facets }) => (
        <div key={title} className="pb-2">
          <h2 className="px-3 pt-2 pb-1 text-2xs font-medium tracking-wide text-ink-3 uppercase">{title}</h2>
          {facets.slice(0, MOST_FACETS).map((field) => (
            <Facet
              key={field.name}
              field={field}
              search={search}
              isOpen={open.has(field.name)}
              onToggle={() => open.toggle(field.name)}
              isReady={askable && rowsAreHere}
              pins={pins.data ?? NO_PINS}
              onQuery={onQuery}
              {...(colorOf && { colorOf })}
              {...(onGroupBy && { onGroupBy })}
              {...(onColumn && { onColumn })}
            />
          ))}
          {facets.length > MOST_FACETS && (
            <p className="px-3 py-1 text-2xs text-ink-3">
              {facets.length - MOST_FACETS} more: type above to find one
            </p>
          )}
        </div>
      ))}
    </section>
  );
}

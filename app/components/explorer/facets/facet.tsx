// One facet: a field with its most frequent values, what can be done with it, and a range for numbers.
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { ChartColumnStacked, ChevronRight, Columns3, Search } from 'lucide-react';
import { useState } from 'react';
import { formatCompact } from '#app/components/time/format.ts';
import { IconButton } from '#app/components/ui/button.tsx';
import { cn } from '#app/components/ui/cn.ts';
import { SearchInput } from '#app/components/ui/search-input.tsx';
import { useDelayed } from '#app/components/ui/use-delayed.ts';
import { isTemporary, toUserError } from '#app/lib/core/user-error.ts';
import type { FacetPins } from '#app/lib/saved/schema.ts';
import type { FixedSearch } from '../search/use-frozen-search.ts';
import { asListed, editFacet, readFacet, withoutIncluded } from './facet-edits.ts';
import type { FacetField } from './facet-list.ts';
import { FacetRange } from './facet-range.tsx';
import { FacetValue } from './facet-value.tsx';
import { loadFacet } from './load-facet.ts';
import { PinButton } from './pin-button.tsx';

const FEW = 8;
const MANY = 100;
const MOST_RETRIES = 80;
const RETRY_MS = 1_500;
const SLOW_MS = 300;
const NO_FILTER = { included: [], excluded: [] };
const NO_VALUES: readonly string[] = [];

interface FacetProps {
  readonly field: FacetField;
  readonly search: FixedSearch;
  readonly isOpen: boolean;
  readonly onToggle: () => void;
  /** Whether values may be asked for now. */
  readonly isReady: boolean;
  readonly pins: FacetPins;
  readonly onQuery: (text: string) => void;
  readonly onGroupBy?: (field: string) => void;
  readonly onColumn?: (field: string) => void;
  readonly colorOf?: (field: FacetField, value: string) => string | undefined;
}

export function Facet(props: FacetProps) {
  const { field, search, isOpen, onToggle, pins, onGroupBy, onColumn } = props;
  const [isSearched, setSearched] = useState(false);
  const filter = search.language === 'lucene' ? readFacet(search.query, field.names) : undefined;
  const active = filter ? filter.included.length + filter.excluded.length : 0;
  return (
    <div data-testid={`facet-${field.name}`}>
      <div className="group flex h-7 items-center gap-0.5 pr-2 pl-1.5 hover:bg-hover pointer-coarse:h-9">
        <button
          type="button"
          aria-expanded={isOpen}
          onClick={onToggle}
          className="flex min-w-0 flex-1 items-center gap-1 text-left"
        >
          <ChevronRight
            className={cn('size-3.5 shrink-0 text-ink-3 transition-transform', isOpen && 'rotate-90')}
            aria-hidden
          />
          <span className="truncate font-mono text-xs">{field.name}</span>
          {active > 0 && (
            <span className="shrink-0 rounded-full bg-accent-soft px-1.5 text-2xs text-accent-ink">
              {active}
            </span>
          )}
        </button>
        <span className="hidden items-center group-focus-within:flex group-hover:flex pointer-coarse:flex">
          {isOpen && (
            <Action label="Search inside" onClick={() => setSearched(!isSearched)}>
              <Search className="size-3" aria-hidden />
            </Action>
          )}
          {onGroupBy && (
            <Action label="Histogram by this field" onClick={() => onGroupBy(field.name)}>
              <ChartColumnStacked className="size-3" aria-hidden />
            </Action>
          )}
          {onColumn && (
            <Action label="Show as a column" onClick={() => onColumn(field.name)}>
              <Columns3 className="size-3" aria-hidden />
            </Action>
          )}
          <PinButton field={field.name} source={search.source} pins={pins} />
        </span>
        {!isOpen && field.count !== null && (
          <span className="shrink-0 text-2xs text-ink-3 group-hover:hidden">
            {formatCompact(field.count)}
          </span>
        )}
      </div>
      {isOpen && <Values {...props} isSearched={isSearched} />}
    </div>
  );
}

function Values({
  field,
  search,
  isReady,
  onQuery,
  colorOf,
  isSearched,
}: FacetProps & { readonly isSearched: boolean }) {
  const [contains, setContains] = useState('');
  const [isLong, setLong] = useState(false);
  const canFilter = search.language === 'lucene';
  const query = canFilter ? withoutIncluded(search.query, field.names) : search.query;
  const { from, to, language, source } = search;
  const question = {
    search: { from, to, query, language, source },
    field: field.name,
    limit: isLong ? MANY : FEW,
    contains: isSearched ? contains.trim() : '',
  };
  const { data, error, isFetching } = useQuery({
    queryKey: ['logs', 'facet', question],
    queryFn: ({ signal }) => loadFacet(question, signal),
    enabled: isReady,
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 60_000,
    // While the engine restarts it asks again by itself.
    retry: (failures, thrown) => failures < MOST_RETRIES && isTemporary(toUserError(thrown)),
    retryDelay: RETRY_MS,
  });
  const slow = useDelayed(isFetching, SLOW_MS);
  // Severities have numbers too, but nobody thinks of them so.
  const isNumber = field.kind !== 'severity';
  const failure = error ? toUserError(error) : undefined;
  const facet = data?.facet;
  const values = facet?.values ?? [];
  const read = canFilter ? readFacet(search.query, field.names) : NO_FILTER;
  const { written, ...filter } = asListed(
    read,
    isCaseless(field) ? values.map(({ value }) => value) : NO_VALUES,
  );
  const most = values.reduce((sum, { count }) => Math.max(sum, count), 1);
  const missing = [...filter.included, ...filter.excluded].filter(
    (value) => !values.some((shown) => shown.value === value),
  );
  return (
    <div className={cn('pb-1.5', slow && 'animate-quiet-pulse')}>
      {isSearched && (
        <div className="px-3 py-1 pl-6">
          <SearchInput
            // It was opened to type into it.
            autoFocus
            aria-label={`Search the values of ${field.name}`}
            placeholder="Value contains…"
            value={contains}
            onText={setContains}
          />
        </div>
      )}
      {facet?.numeric && canFilter && isNumber && (
        <FacetRange field={field.name} query={search.query} ends={facet.numeric} onQuery={onQuery} />
      )}
      <ul aria-label={`Values of ${field.name}`}>
        {[...missing.map((value) => ({ value, count: undefined })), ...values].map(({ value, count }) => (
          <FacetValue
            key={value}
            value={value}
            count={count}
            share={(count ?? 0) / most}
            color={colorOf?.(field, value)}
            filter={canFilter ? filter : undefined}
            onEdit={(edit) => onQuery(editFacet(search.query, field.names, written(value), edit))}
          />
        ))}
      </ul>
      {failure && (
        <p className="px-6 py-1 text-2xs text-ink-3">
          {failure.code === 'bad_request' ? 'Not counted while the search has a mistake.' : failure.message}
        </p>
      )}
      {!data && !failure && (
        <p className="h-6 px-6 text-2xs leading-6 text-ink-3">{slow ? 'Counting…' : ''}</p>
      )}
      {facet && values.length === 0 && missing.length === 0 && (
        <p className="px-6 py-1 text-2xs text-ink-3">
          {question.contains ? 'No such value.' : 'No values here.'}
        </p>
      )}
      {facet && (
        <p className="flex items-center gap-2 px-6 text-2xs text-ink-3">
          {facet.distinct > values.length && !isLong && (
            <button type="button" className="text-accent-ink hover:underline" onClick={() => setLong(true)}>
              More of {formatCompact(facet.distinct)}
            </button>
          )}
          {isLong && (
            <button type="button" className="text-accent-ink hover:underline" onClick={() => setLong(false)}>
              Fewer
            </button>
          )}
          {facet.sampled !== null && (
            <span data-tip="More records match than can be counted quickly; these counts are of the newest ones only">
              of the newest {formatCompact(facet.sampled)}
            </span>
          )}
          {data.partial && <span data-tip={data.partial.message}>not complete</span>}
        </p>
      )}
    </div>
  );
}

/** Whether a search for one of its values takes any case. */
function isCaseless({ name, kind }: FacetField): boolean {
  return kind === 'severity' || name === 'status' || name === 'kind';
}

function Action(props: {
  readonly label: string;
  readonly onClick: () => void;
  readonly children: React.ReactNode;
}) {
  return <IconButton {...props} className="size-5! pointer-coarse:size-8!" />;
}

// Attributes, resource and scope of a span; a click searches for spans that have the value, or that do not.
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useMemo } from 'react';
import { existsFilter } from '#app/components/explorer/search/exists-filter.ts';
import { entryGroups, filterGroups } from '#app/components/record/entries.ts';
import type { EntryActions } from '#app/components/record/entry-actions.ts';
import { EntryList } from '#app/components/record/entry-list.tsx';
import { timestampMs } from '#app/components/time/format.ts';
import { logFieldsOptions } from '#app/lib/logs/queries.ts';
import { addFilter } from '#app/lib/search/edit.ts';
import type { SpanDetail } from '#app/lib/traces/schema.ts';
import { useTrace } from '../trace-context.ts';
import { rangeAround, searchRange } from './searches.ts';

interface SpanAttributesProps {
  readonly detail: SpanDetail;
  readonly filter: string;
  /** Whether events are shown above, so that an empty list needs no word. */
  readonly hasEvents: boolean;
}

export function SpanAttributes({ detail, filter, hasEvents }: SpanAttributesProps) {
  const known = useKnownFields(timestampMs(detail.timestamp));
  const groups = useMemo(() => entryGroups(detail, known), [detail, known]);
  const shown = useMemo(() => filterGroups(groups, filter), [groups, filter]);
  const actions = useSpanFilters(detail);
  if (shown.length === 0)
    return (
      !hasEvents && (
        <p className="text-xs text-ink-3">
          {filter ? 'Nothing in this span matches.' : 'The span has no attributes.'}
        </p>
      )
    );
  return <EntryList groups={shown} actions={actions} />;
}

const NO_FIELDS: readonly never[] = [];

/** The fields of the source, which tell how an attribute is written in a search. */
function useKnownFields(ms: number) {
  const { source } = useTrace().trace;
  // Whole hours, so that the spans of a trace ask once.
  const hour = Math.floor(ms / 3_600_000) * 3_600_000;
  const query = useQuery({
    ...logFieldsOptions({ ...rangeAround(hour, hour + 3_600_000), source: source ?? '' }),
    enabled: source !== undefined,
  });
  return query.data?.fields ?? NO_FIELDS;
}

/** Filters that open the trace search; nothing to filter by in a trace from a file. */
function useSpanFilters(detail: SpanDetail): EntryActions {
  const { source } = useTrace().trace;
  const navigate = useNavigate();
  return useMemo((): EntryActions => {
    if (source === undefined) return { noun: 'spans' };
    const search = (q: string) =>
      void navigate({
        to: '/traces',
        search: { q, source, ...searchRange(timestampMs(detail.timestamp), Date.now()) },
      });
    return {
      noun: 'spans',
      filter: (field, value, how) => search(addFilter('', { field, value, negate: how === 'out' })),
      exists: (field) => search(existsFilter('', field)),
    };
  }, [source, navigate, detail]);
}

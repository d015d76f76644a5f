// The button that hands a search of traces on: links, a command and SQL.
import { ShareTrigger } from '#app/components/explorer/share/share-trigger.tsx';
import type { SharedSearch } from '#app/components/explorer/share/shared-search.ts';
import type { RangeText } from '#app/components/time/range.ts';
import { lazyPanel } from '#app/components/ui/panel-trigger.tsx';
import { traceSearchCurl } from '#app/lib/traces/copy.ts';
import { explainTraceSearch } from '#app/lib/traces/explain.functions.ts';
import type { ListSearch } from './list/trace-search.ts';

interface ShareButtonProps {
  /** What the list asks for, box and durations included. */
  readonly search: ListSearch;
  /** The range as in the URL, and at fixed points in time. */
  readonly range: RangeText;
  readonly fixed: RangeText;
  /** Whether a part of the heatmap is chosen: then the search has a range of its own. */
  readonly hasBox: boolean;
}

const LABEL = 'Share';
/** Rows that the SQL asks for; the workspace is for looking. */
const SQL_ROWS = 200;
const PASSING = ['pick'];
const panel = lazyPanel<{ label: string; shared: SharedSearch }>(() =>
  import('#app/components/explorer/share/share-menu.tsx').then((module) => module.ShareMenu),
);

export function ShareButton({ search, range, fixed, hasBox }: ShareButtonProps) {
  const shared: SharedSearch = {
    range,
    fixed,
    passing: PASSING,
    curl: (origin) => traceSearchCurl(origin, hasBox ? search : { ...search, ...range }),
    sql: async () => {
      const { sql } = await explainTraceSearch({ data: explainRequest(search) });
      return sql;
    },
  };
  return <ShareTrigger panel={panel} panelProps={{ label: LABEL, shared }} label={LABEL} />;
}

function explainRequest({ show, from, to, query, language, source, sort, minNs, maxNs }: ListSearch) {
  return {
    ...{ show, from, to, query, language, source, sort, limit: SQL_ROWS },
    // A number is of milliseconds.
    ...(minNs !== undefined && { minDuration: minNs / 1e6 }),
    ...(maxNs !== undefined && { maxDuration: maxNs / 1e6 }),
  };
}

// Which records are shown around one: all, those of its service, pod or host, those of the search, or of one's own. Pure.
import type { LogRow } from '#app/lib/logs/schema.ts';
import { addFilter } from '#app/lib/search/edit.ts';
import type { LogsView } from '../logs-view.ts';

export interface Around {
  /** As the URL has it. */
  readonly id: string;
  readonly label: string;
  readonly query: string;
  readonly language: 'lucene' | 'sql';
}

/** Before a search text of one's own in the URL. */
const OWN = 'query:';

/** The choices for a record; those that it does not have are left out. */
export function aroundChoices(row: LogRow, view: Pick<LogsView, 'q' | 'lang'>): readonly Around[] {
  const shared = (id: string, label: string, value: string | undefined): Around[] =>
    value ? [{ id, label, query: addFilter('', { field: id, value }), language: 'lucene' }] : [];
  return [
    { id: 'all', label: 'All', query: '', language: 'lucene' },
    ...shared('service', 'Same service', row.service),
    ...shared('k8s.pod.name', 'Same pod', row.resource['k8s.pod.name']),
    ...shared('host.name', 'Same host', row.resource['host.name']),
    ...shared('trace_id', 'Same trace', row.traceId),
    ...(view.q === '' ? [] : [{ id: 'search', label: 'This search', query: view.q, language: view.lang }]),
  ];
}

/** The choice of the URL; one that the record does not have is all of them. */
export function chosenAround(id: string, choices: readonly Around[]): Around {
  if (id.startsWith(OWN)) return { id, label: 'Own', query: id.slice(OWN.length), language: 'lucene' };
  return (
    choices.find((choice) => choice.id === id) ?? { id: 'all', label: 'All', query: '', language: 'lucene' }
  );
}

/** One's own search as the URL has it; empty: all. */
export function ownAround(query: string): string {
  return query.trim() === '' ? 'all' : OWN + query.trim();
}

/** One's own search of the URL, if it is one. */
export function ownQuery(id: string): string {
  return id.startsWith(OWN) ? id.slice(OWN.length) : '';
}

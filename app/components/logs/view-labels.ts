// The names of the ways to show rows.
import type { LogActions } from './log-actions.ts';
import type { Density, LogsView, RowView } from './logs-view.ts';

/** What the panel of the view takes. */
export interface ViewPanelProps {
  readonly view: Pick<LogsView, 'view' | 'wrap' | 'density' | 'order' | 'lang'>;
  readonly actions: LogActions;
}

export const VIEW_LABELS: Readonly<Record<RowView, string>> = {
  table: 'Table',
  raw: 'Raw lines',
  json: 'JSON',
};
export const DENSITY_LABELS: Readonly<Record<Density, string>> = { compact: 'Compact', roomy: 'Roomy' };
export const LANGUAGES = { lucene: 'Lucene', sql: 'SQL' } as const;

/** The other language, with an empty search: what was written means nothing in it. */
export function inLanguage(lang: LogsView['lang']): Partial<LogsView> {
  return { lang, q: '', log: undefined, around: undefined };
}

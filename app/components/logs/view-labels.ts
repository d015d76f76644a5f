// The names of the ways to show rows.
import type { LogActions } from './log-actions.ts';
import type { Density, LogsView, RowView } from './logs-view.ts';

/** What the panel of the view takes. */
export interface ViewPanelProps {
  readonly view: Pick<LogsView, 'view' | 'wrap' | 'density' | 'order'>;
  readonly actions: LogActions;
}

export const VIEW_LABELS: Readonly<Record<RowView, string>> = {
  table: 'Table',
  raw: 'Raw lines',
  json: 'JSON',
};
export const DENSITY_LABELS: Readonly<Record<Density, string>> = { compact: 'Compact', roomy: 'Roomy' };

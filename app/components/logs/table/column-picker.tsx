// The button at the end of the header that chooses columns.
import { Plus } from 'lucide-react';
import { memo } from 'react';
import { lazyPanel, PanelTrigger } from '#app/components/ui/panel-trigger.tsx';
import type { LogSearch } from '#app/lib/logs/queries.ts';
import type { LogActions } from '../log-actions.ts';
import type { ColumnPanelProps } from './column-panel.tsx';

const panel = lazyPanel<ColumnPanelProps>(() =>
  import('./column-panel.tsx').then((module) => module.ColumnPanel),
);

interface ColumnPickerProps {
  readonly columns: readonly string[];
  readonly search: Pick<LogSearch, 'from' | 'to' | 'source'>;
  readonly actions: LogActions;
}

export const ColumnPicker = memo(function ColumnPicker({ columns, search, actions }: ColumnPickerProps) {
  return (
    <PanelTrigger
      panel={panel}
      panelProps={{ columns, search, actions }}
      aria-label="Columns"
      data-tip="Columns"
      data-testid="column-picker"
      className="flex size-6 items-center justify-center rounded-md text-ink-2 hover:bg-hover hover:text-ink aria-expanded:bg-hover"
    >
      <Plus className="size-3.5" aria-hidden />
    </PanelTrigger>
  );
});

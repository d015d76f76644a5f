// Chooses the table that is searched; not there while there is only one.
import { useQuery } from '@tanstack/react-query';
import { ChevronDown, Database } from 'lucide-react';
import { buttonClass } from '#app/components/ui/button.tsx';
import { lazyPanel, PanelTrigger } from '#app/components/ui/panel-trigger.tsx';
import { sourcesOptions } from '#app/lib/sources/queries.ts';
import type { SourceKind } from '#app/lib/sources/schema.ts';
import type { SourcePanelProps } from './source-panel.tsx';

const panel = lazyPanel<SourcePanelProps>(() =>
  import('./source-panel.tsx').then((module) => module.SourcePanel),
);

interface SourcePickerProps {
  readonly kind: SourceKind;
  readonly value: string;
  readonly onChange: (source: string) => void;
}

export function SourcePicker({ kind: wanted, value, onChange }: SourcePickerProps) {
  const { data } = useQuery(sourcesOptions());
  const sources = data?.filter(({ kind }) => kind === wanted) ?? [];
  const known = sources.find(({ id, name }) => id === value || name === value);
  if (sources.length < 2 && (known || !data)) return null;
  return (
    <PanelTrigger
      panel={panel}
      panelProps={{ sources, value: known?.id ?? value, onChange }}
      data-testid="source-picker"
      data-tip="Source"
      className={buttonClass('secondary', 'min-w-0 shrink!')}
    >
      <Database className="size-3.5 shrink-0 text-ink-3" aria-hidden />
      <span className="sr-only">Source: </span>
      <span className="truncate">{known?.name ?? value}</span>
      <ChevronDown className="size-3 shrink-0 text-ink-3" aria-hidden />
    </PanelTrigger>
  );
}

// Keeps a facet at the top: for oneself, or for the whole team.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Pin } from 'lucide-react';
import { cn } from '#app/components/ui/cn.ts';
import { lazyPanel, PanelTrigger } from '#app/components/ui/panel-trigger.tsx';
import { facetPinsOptions } from '#app/lib/saved/queries.ts';
import { setFacetPins } from '#app/lib/saved/saved.functions.ts';
import type { FacetPins } from '#app/lib/saved/schema.ts';
import type { PinPanelProps } from './pin-panel.tsx';

const pinPanel = lazyPanel<PinPanelProps>(() => import('./pin-panel.tsx').then((module) => module.PinPanel));

interface PinButtonProps {
  readonly field: string;
  readonly source: string;
  readonly pins: FacetPins;
}

export function PinButton({ field, source, pins }: PinButtonProps) {
  const queryClient = useQueryClient();
  const { mutate, error } = useMutation({
    mutationFn: (scope: keyof FacetPins) => {
      const before = pins[scope];
      const fields = before.includes(field) ? before.filter((name) => name !== field) : [...before, field];
      return setFacetPins({ data: { source, scope, fields } });
    },
    onSuccess: (after) => queryClient.setQueryData(facetPinsOptions(source).queryKey, after),
  });
  const isPinned = pins.user.includes(field) || pins.team.includes(field);
  return (
    <PanelTrigger
      panel={pinPanel}
      panelProps={{ field, pins, error, onToggle: mutate }}
      aria-label={isPinned ? `Pinned: ${field}` : `Pin ${field}`}
      data-tip={isPinned ? 'Pinned' : 'Pin to the top'}
      className="flex size-5 items-center justify-center rounded-md text-ink-2 hover:bg-selected pointer-coarse:size-8"
    >
      <Pin className={cn('size-3', isPinned && 'fill-current text-accent-ink')} aria-hidden />
    </PanelTrigger>
  );
}

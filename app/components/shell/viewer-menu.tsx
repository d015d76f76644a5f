// The button of the person who is signed in; its panel has theme, clock, help and sign-out.
import { ChevronsUpDown } from 'lucide-react';
import { cn } from '#app/components/ui/cn.ts';
import { lazyPanel, PanelTrigger } from '#app/components/ui/panel-trigger.tsx';
import type { SignedIn } from '#app/lib/teams/schema.ts';
import type { ViewerPanelProps } from './viewer-panel.tsx';

const panel = lazyPanel<ViewerPanelProps>(() =>
  import('./viewer-panel.tsx').then((module) => module.ViewerPanel),
);

interface ViewerMenuProps {
  readonly viewer: SignedIn;
  readonly narrow: boolean;
}

export function ViewerMenu({ viewer, narrow }: ViewerMenuProps) {
  return (
    <PanelTrigger
      panel={panel}
      panelProps={{ viewer }}
      data-testid="viewer-menu"
      className={cn(
        'flex h-10 w-full items-center gap-2.5 rounded-md hover:bg-hover aria-expanded:bg-hover',
        narrow ? 'justify-center' : 'px-1.5 text-left',
      )}
    >
      <span
        aria-hidden
        className="flex size-7 shrink-0 items-center justify-center rounded-md bg-accent-soft text-xs font-semibold text-accent-ink"
      >
        {initial(viewer.team.name)}
      </span>
      {narrow ? (
        <span className="sr-only">
          {viewer.team.name}, {viewer.user.email}
        </span>
      ) : (
        <>
          <span className="min-w-0 flex-1 leading-4">
            <span className="block truncate font-medium">{viewer.team.name}</span>
            <span className="block truncate text-2xs text-ink-3">{viewer.user.email}</span>
          </span>
          <ChevronsUpDown className="size-3.5 shrink-0 text-ink-3" aria-hidden />
        </>
      )}
    </PanelTrigger>
  );
}

function initial(name: string): string {
  return (Array.from(name.trim())[0] ?? '?').toUpperCase();
}

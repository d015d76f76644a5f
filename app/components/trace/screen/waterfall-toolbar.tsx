// The line above the waterfall: finding spans, levels, the critical path, and how it is shown.
import { ChevronsDownUp, ChevronsUpDown, Route, SlidersHorizontal } from 'lucide-react';
import type { RefObject } from 'react';
import { Button, IconButton } from '#app/components/ui/button.tsx';
import { lazyPanel, PanelTrigger } from '#app/components/ui/panel-trigger.tsx';
import { FindBar } from '../find/find-bar.tsx';
import type { Found } from '../find/use-matches.ts';
import type { LevelMenuProps } from './level-menu.tsx';

const levelMenu = lazyPanel<LevelMenuProps>(() =>
  import('./level-menu.tsx').then((module) => module.LevelMenu),
);

interface WaterfallToolbarProps extends LevelMenuProps {
  readonly input: RefObject<HTMLInputElement | null>;
  readonly found: Found;
  readonly position: number;
  /** Whether the wanted order is being worked out. */
  readonly isSorting: boolean;
  readonly isStored: boolean;
  readonly onStep: (step: 1 | -1) => void;
  readonly onLevel: (step: 1 | -1) => void;
}

export function WaterfallToolbar(props: WaterfallToolbarProps) {
  const { input, view, change, found, position, isSorting, isStored, onStep, onLevel, onAll } = props;
  return (
    <div className="flex min-h-10 shrink-0 flex-wrap items-center gap-x-3 gap-y-1 border-b border-line px-3 py-1 md:px-4">
      <FindBar
        input={input}
        view={view}
        change={change}
        found={found}
        position={position}
        onStep={onStep}
        isStored={isStored}
      />
      {isSorting && (
        <span role="status" className="text-xs text-ink-2">
          Sorting…
        </span>
      )}
      <div className="ml-auto flex items-center gap-0.5">
        <IconButton label="Close one level" shortcut="[" onClick={() => onLevel(-1)}>
          <ChevronsDownUp className="size-3.5" aria-hidden />
        </IconButton>
        <IconButton label="Open one level" shortcut="]" onClick={() => onLevel(1)}>
          <ChevronsUpDown className="size-3.5" aria-hidden />
        </IconButton>
        <Button
          variant="ghost"
          aria-pressed={view.critical}
          onClick={() => change({ critical: !view.critical }, { replace: true })}
          data-tip="What the root waits for at each moment"
          data-tip-keys="c"
          className="text-xs aria-pressed:bg-selected aria-pressed:text-ink"
        >
          <Route className="size-3.5" aria-hidden />
          <span className="max-sm:sr-only">Critical path</span>
        </Button>
        <PanelTrigger
          panel={levelMenu}
          panelProps={{ view, change, onAll }}
          aria-label="How the waterfall is shown"
          data-tip="Sort, open and close, what the signs mean"
          className="flex size-7 items-center justify-center rounded-md text-ink-2 hover:bg-hover pointer-coarse:size-9"
        >
          <SlidersHorizontal className="size-3.5" aria-hidden />
        </PanelTrigger>
      </div>
    </div>
  );
}

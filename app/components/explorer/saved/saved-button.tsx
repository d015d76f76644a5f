// The button that opens the saved searches, and their entries in the command palette.
import { Bookmark } from 'lucide-react';
import { useMemo } from 'react';
import { type Command, useCommands } from '#app/components/shell/commands.tsx';
import { buttonClass } from '#app/components/ui/button.tsx';
import { lazyPanel, PanelTrigger } from '#app/components/ui/panel-trigger.tsx';
import type { SavedSearch } from '#app/lib/saved/schema.ts';
import type { SourceKind } from '#app/lib/sources/schema.ts';
import { type SavedView, useOfKind } from './use-saved.ts';

interface SavedButtonProps {
  /** Of the sources whose searches these are. */
  readonly kind: SourceKind;
  /** What is saved: times as in the URL, so that relative ones stay relative. */
  readonly view: SavedView;
  /** Shows a saved search: its query, language, source, range, order and columns. */
  readonly onApply: (saved: SavedSearch) => void;
  readonly className?: string;
}

const panel = lazyPanel<Omit<SavedButtonProps, 'className'>>(() =>
  import('./saved-panel.tsx').then((module) => module.SavedPanel),
);

export function SavedButton({ kind, view, onApply, className }: SavedButtonProps) {
  useSavedCommands(kind, onApply);
  return (
    <PanelTrigger
      panel={panel}
      panelProps={{ kind, view, onApply }}
      hotkey="mod+s"
      aria-label="Saved searches"
      data-tip="Saved searches"
      data-tip-keys="mod+s"
      className={buttonClass('secondary', className)}
    >
      <Bookmark className="size-3.5" aria-hidden />
      <span className="max-md:sr-only">Saved</span>
    </PanelTrigger>
  );
}

function useSavedCommands(kind: SourceKind, onApply: (saved: SavedSearch) => void): void {
  const data = useOfKind(kind);
  const commands = useMemo(
    (): Command[] =>
      (data ?? []).map((saved) => ({
        id: `saved-${saved.id}`,
        group: 'Saved searches',
        label: saved.name,
        run: () => onApply(saved),
      })),
    [data, onApply],
  );
  useCommands(commands);
}

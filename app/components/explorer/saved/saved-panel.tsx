// The saved searches of the viewer and of the team: find one, show it, change it, and save the search on the screen.
import { useState } from 'react';
import { Button } from '#app/components/ui/button.tsx';
import { FilterPopover } from '#app/components/ui/filter-popover.tsx';
import type { PanelProps } from '#app/components/ui/popover.tsx';
import type { SavedSearch } from '#app/lib/saved/schema.ts';
import type { SourceKind } from '#app/lib/sources/schema.ts';
import { SaveForm } from './save-form.tsx';
import { SavedEntry } from './saved-entry.tsx';
import { inputOf, matching, type SavedView, useSaved } from './use-saved.ts';

interface SavedPanelProps extends PanelProps {
  readonly kind: SourceKind;
  readonly view: SavedView;
  readonly onApply: (saved: SavedSearch) => void;
}

export function SavedPanel({ kind, view, onApply, trigger, onClose }: SavedPanelProps) {
  const { searches, error, isBusy, change } = useSaved(kind);
  const [text, setText] = useState('');
  const [editing, setEditing] = useState<SavedSearch>();
  const [deleted, setDeleted] = useState<SavedSearch>();
  const found = matching(searches ?? [], text);
  const groups = [
    { title: 'Mine', entries: found.filter(({ isMine }) => isMine) },
    { title: 'Team', entries: found.filter(({ isMine }) => !isMine) },
  ].filter(({ entries }) => entries.length > 0);

  const apply = (saved: SavedSearch) => {
    onApply(saved);
    onClose();
  };
  const remove = async (saved: SavedSearch) => {
    if (await change({ kind: 'remove', id: saved.id })) setDeleted(saved);
  };
  const restore = async (saved: SavedSearch) => {
    if (await change({ kind: 'create', input: inputOf(saved) })) setDeleted(undefined);
  };
  return (
    <FilterPopover
      trigger={trigger}
      onClose={onClose}
      label="Saved searches"
      find="Find a saved search"
      text={text}
      onText={setText}
      onEnter={() => {
        const first = groups[0]?.entries[0];
        if (first) apply(first);
      }}
      align="end"
      className="w-[22rem]"
      footer={
        <>
          {deleted && (
            <p role="status" className="flex items-center gap-2 border-t border-line px-3 py-1.5 text-ink-2">
              <span className="min-w-0 flex-1 truncate">Deleted “{deleted.name}”</span>
              <Button variant="ghost" disabled={isBusy} onClick={() => void restore(deleted)}>
                Undo
              </Button>
            </p>
          )}
          {error && (
            <p role="alert" className="border-t border-line px-3 py-1.5 text-danger">
              {error.message}
            </p>
          )}
          <SaveForm
            key={editing?.id ?? 'new'}
            editing={editing}
            disabled={isBusy}
            onCancel={() => setEditing(undefined)}
            onSave={async (named) => {
              const done = editing
                ? await change({ kind: 'update', id: editing.id, input: named })
                : await change({ kind: 'create', input: { ...view, ...named } });
              if (done) setEditing(undefined);
              return done;
            }}
          />
        </>
      }
    >
      {groups.map(({ title, entries }) => (
        <section key={title} aria-label={title}>
          <h3 className="px-2 pt-1.5 pb-1 text-2xs text-ink-3">{title}</h3>
          <ul>
            {entries.map((saved) => (
              <SavedEntry
                key={saved.id}
                saved={saved}
                disabled={isBusy}
                onApply={() => apply(saved)}
                onEdit={() => setEditing(saved)}
                onOverwrite={() => void change({ kind: 'update', id: saved.id, input: view })}
                onDelete={() => void remove(saved)}
              />
            ))}
          </ul>
        </section>
      ))}
      {searches && groups.length === 0 && (
        <p className="px-2 py-4 text-center text-ink-3">
          {text === ''
            ? 'Nothing saved yet. Save the search on the screen below.'
            : 'No saved search of that name.'}
        </p>
      )}
    </FilterPopover>
  );
}

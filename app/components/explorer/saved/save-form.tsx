// Names the search on the screen and saves it, or renames one that is saved.
import { type FormEvent, useState } from 'react';
import { Button } from '#app/components/ui/button.tsx';
import { Field } from '#app/components/ui/field.tsx';
import type { SavedSearch } from '#app/lib/saved/schema.ts';

interface Named {
  readonly name: string;
  readonly visibility: SavedSearch['visibility'];
}

interface SaveFormProps {
  /** The one that is renamed, if one is. */
  readonly editing: SavedSearch | undefined;
  readonly disabled: boolean;
  readonly onCancel: () => void;
  /** Answers whether it is saved. */
  readonly onSave: (named: Named) => Promise<boolean>;
}

export function SaveForm({ editing, disabled, onCancel, onSave }: SaveFormProps) {
  const [name, setName] = useState(editing?.name ?? '');
  const [visibility, setVisibility] = useState(editing?.visibility ?? 'private');
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (name.trim() === '') return;
    if (await onSave({ name, visibility })) setName('');
  };
  return (
    <form onSubmit={(event) => void submit(event)} className="flex flex-col gap-2 border-t border-line p-2">
      <Field
        label={editing ? 'New name' : 'Save this search as'}
        value={name}
        maxLength={120}
        autoFocus={editing !== undefined}
        onChange={(event) => setName(event.target.value)}
      />
      <div className="flex items-center gap-2">
        <label className="flex flex-1 items-center gap-1.5">
          <input
            type="checkbox"
            checked={visibility === 'team'}
            onChange={(event) => setVisibility(event.target.checked ? 'team' : 'private')}
          />
          For the whole team
        </label>
        {editing && (
          <Button variant="ghost" onClick={onCancel}>
            Cancel
          </Button>
        )}
        <Button type="submit" variant="primary" disabled={disabled || name.trim() === ''}>
          {editing ? 'Rename' : 'Save'}
        </Button>
      </div>
    </form>
  );
}

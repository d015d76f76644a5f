// Asks for the name before something is deleted for good.
import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { Button } from '#app/components/ui/button.tsx';
import { Dialog } from '#app/components/ui/dialog.tsx';
import { Field } from '#app/components/ui/field.tsx';
import { toUserError } from '#app/lib/core/user-error.ts';
import { FormFailure } from './settings-state.tsx';

interface ConfirmDeleteProps {
  /** What it is, e.g. `source`. */
  readonly what: string;
  readonly name: string;
  /** What goes with it and what stays. */
  readonly consequence: string;
  readonly onDelete: () => Promise<unknown>;
  /** Runs after the deletion, too. */
  readonly onClose: () => void;
}

export function ConfirmDelete({ what, name, consequence, onDelete, onClose }: ConfirmDeleteProps) {
  const queryClient = useQueryClient();
  const [typed, setTyped] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  const confirmed = typed.trim() === name;
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (!confirmed || busy) return;
    setBusy(true);
    setProblem(undefined);
    try {
      await onDelete();
      await queryClient.invalidateQueries({ queryKey: ['sources'] });
      onClose();
    } catch (thrown) {
      const error = toUserError(thrown);
      setProblem(`${error.message} ${error.hint ?? ''}`);
      setBusy(false);
    }
  };
  return (
    <Dialog open onOpenChange={(open) => open || onClose()} title={`Delete the ${what}?`}>
      <form onSubmit={submit} className="flex flex-col gap-4 p-4">
        <p className="text-ink-2">{consequence}</p>
        <Field
          label={`Type “${name}” to confirm`}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          autoComplete="off"
          spellCheck={false}
          autoFocus
        />
        {problem && <FormFailure>{problem}</FormFailure>}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="primary" disabled={!confirmed || busy}>
            {busy ? 'Deleting…' : `Delete the ${what}`}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

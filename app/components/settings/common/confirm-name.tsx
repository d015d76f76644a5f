// Asks for the name before something is done that cannot be undone.
import { type FormEvent, type ReactNode, useState } from 'react';
import { Button } from '#app/components/ui/button.tsx';
import { Dialog } from '#app/components/ui/dialog.tsx';
import { Field } from '#app/components/ui/field.tsx';
import { FormProblem } from '#app/components/ui/form-problem.tsx';
import { errorText, toUserError } from '#app/lib/core/user-error.ts';
import { collapsed } from '#app/lib/core/visible-name.ts';

interface ConfirmNameProps {
  /** The question, e.g. `Revoke the key?` */
  readonly title: string;
  readonly name: string;
  /** What ends and what stays. */
  readonly consequence: ReactNode;
  /** The words of the button, e.g. `Revoke the key`, */
  readonly action: string;
  /** and while it is done, e.g. `Revoking…`. */
  readonly busyAction: string;
  /** Does it; what it throws is shown. */
  readonly onConfirm: () => Promise<unknown>;
  /** Runs after it is done, too. */
  readonly onClose: () => void;
}

export function ConfirmName(props: ConfirmNameProps) {
  const { title, name, consequence, action, busyAction, onConfirm, onClose } = props;
  const [typed, setTyped] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  const confirmed = collapsed(typed) === collapsed(name);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (!confirmed || busy) return;
    setBusy(true);
    setProblem(undefined);
    try {
      await onConfirm();
      onClose();
    } catch (thrown) {
      setProblem(errorText(toUserError(thrown)));
      setBusy(false);
    }
  };
  return (
    <Dialog open onOpenChange={(open) => open || onClose()} title={title}>
      <form onSubmit={submit} className="flex min-h-0 flex-col gap-4 overflow-y-auto p-4">
        <p className="text-ink-2">{consequence}</p>
        <Field
          label={`Type “${name}” to confirm`}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          autoComplete="off"
          spellCheck={false}
          autoFocus
        />
        {problem && <FormProblem>{problem}</FormProblem>}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="primary" disabled={!confirmed || busy}>
            {busy ? busyAction : action}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

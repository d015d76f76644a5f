// A form of amounts in a window: each with its unit, and empty for none.
import { type FormEvent, useState } from 'react';
import { Button } from '#app/components/ui/button.tsx';
import { Dialog } from '#app/components/ui/dialog.tsx';
import { Field } from '#app/components/ui/field.tsx';
import { FormProblem } from '#app/components/ui/form-problem.tsx';
import { errorText, toUserError } from '#app/lib/core/user-error.ts';
import { type AmountKind, EXAMPLES, parseAmount, shownAmount, typedAmount } from './amounts.ts';

export interface AmountField {
  readonly name: string;
  readonly label: string;
  readonly kind: AmountKind;
  readonly value: number | undefined;
  /** The least that may be typed. */
  readonly least?: number | undefined;
  /** The most that may be typed. */
  readonly most?: number | undefined;
}

interface AmountsDialogProps {
  readonly title: string;
  readonly intro: string;
  readonly fields: readonly AmountField[];
  /** Gets the amounts that are not empty. What it throws is shown. */
  readonly onSave: (amounts: Record<string, number>) => Promise<void>;
  readonly onClose: () => void;
}

export function AmountsDialog({ title, intro, fields, onSave, onClose }: AmountsDialogProps) {
  // What was there when the window opened: the page behind it goes on asking.
  const [shown] = useState(fields);
  const [texts, setTexts] = useState<Readonly<Record<string, string>>>(() =>
    Object.fromEntries(shown.map(({ name, kind, value }) => [name, typedAmount(value, kind)])),
  );
  const [wrong, setWrong] = useState<Readonly<Record<string, string>>>({});
  const [problem, setProblem] = useState<string>();
  const [isBusy, setBusy] = useState(false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const mistakes: Record<string, string> = {};
    const amounts: Record<string, number> = {};
    for (const { name, kind, least, most } of shown) {
      const amount = parseAmount(texts[name] ?? '', kind);
      if (amount === undefined) mistakes[name] = EXAMPLES[kind];
      else if (amount !== null && least !== undefined && amount < least)
        mistakes[name] = `With less than ${shownAmount(least, kind)} nothing is found.`;
      else if (amount !== null && most !== undefined && amount > most)
        mistakes[name] = `The installation allows ${shownAmount(most, kind)} at most.`;
      else if (amount !== null) amounts[name] = amount;
    }
    setWrong(mistakes);
    setProblem(undefined);
    if (Object.keys(mistakes).length > 0) return;
    setBusy(true);
    try {
      await onSave(amounts);
      onClose();
    } catch (thrown) {
      setProblem(errorText(toUserError(thrown)));
      setBusy(false);
    }
  };
  return (
    <Dialog open onOpenChange={(open) => open || onClose()} title={title}>
      <form onSubmit={submit} noValidate className="flex min-h-0 flex-col gap-4 overflow-y-auto p-4">
        <p className="text-ink-2">{intro}</p>
        {shown.map(({ name, label, kind, most }) => (
          <Field
            key={name}
            label={label}
            value={texts[name] ?? ''}
            onChange={(event) => setTexts({ ...texts, [name]: event.target.value })}
            placeholder={most === undefined ? 'no limit' : typedAmount(most, kind)}
            hint={
              most === undefined ? undefined : `At most ${shownAmount(most, kind)}, the installation’s limit.`
            }
            error={wrong[name]}
            autoComplete="off"
            spellCheck={false}
          />
        ))}
        {problem && <FormProblem>{problem}</FormProblem>}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="primary" disabled={isBusy}>
            {isBusy ? 'Saving…' : 'Save'}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

// Gives a key another name.
import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { Button } from '#app/components/ui/button.tsx';
import { Dialog } from '#app/components/ui/dialog.tsx';
import { Field } from '#app/components/ui/field.tsx';
import { FormProblem } from '#app/components/ui/form-problem.tsx';
import { useSubmit } from '#app/components/ui/use-submit.ts';
import { renameKey } from '#app/lib/keys/keys.functions.ts';
import { keysOptions } from '#app/lib/keys/queries.ts';
import type { ApiKey } from '#app/lib/keys/schema.ts';

interface RenameKeyProps {
  readonly apiKey: ApiKey;
  readonly onClose: () => void;
}

export function RenameKey({ apiKey, onClose }: RenameKeyProps) {
  const queryClient = useQueryClient();
  const [name, setName] = useState(apiKey.name);
  const { busy, problem, run } = useSubmit();
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    void run(async () => {
      await renameKey({ data: { id: apiKey.id, name } });
      await queryClient.invalidateQueries(keysOptions());
      onClose();
    });
  };
  return (
    <Dialog open onOpenChange={(open) => open || onClose()} title="Rename the key">
      <form onSubmit={onSubmit} className="flex flex-col gap-4 p-4">
        <Field
          label="Name"
          value={name}
          maxLength={80}
          onChange={(event) => setName(event.target.value)}
          autoComplete="off"
          autoFocus
        />
        {problem && <FormProblem>{problem}</FormProblem>}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="primary" disabled={busy || name.trim() === ''}>
            {busy ? 'Saving…' : 'Save'}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

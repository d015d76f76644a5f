// Puts a new key in the place of one: both work for a while, so that programs can change over one by one.
import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { Select } from '#app/components/sources/inputs.tsx';
import { Button } from '#app/components/ui/button.tsx';
import { Dialog } from '#app/components/ui/dialog.tsx';
import { FormProblem } from '#app/components/ui/form-problem.tsx';
import { useSubmit } from '#app/components/ui/use-submit.ts';
import { rotateKey } from '#app/lib/keys/keys.functions.ts';
import { keysOptions } from '#app/lib/keys/queries.ts';
import type { ApiKey, MadeKey as Made } from '#app/lib/keys/schema.ts';
import type { SignedIn } from '#app/lib/teams/schema.ts';
import { MadeKey } from './made-key.tsx';

const OVERLAPS = [
  { value: '0', label: 'Stop at once' },
  { value: '1', label: '1 day' },
  { value: '7', label: '7 days' },
  { value: '14', label: '14 days' },
  { value: '30', label: '30 days' },
];

interface RotateKeyProps {
  readonly apiKey: ApiKey;
  readonly otlp: SignedIn['otlp'];
  readonly onClose: () => void;
}

export function RotateKey({ apiKey, otlp, onClose }: RotateKeyProps) {
  const queryClient = useQueryClient();
  const [overlap, setOverlap] = useState('7');
  const [made, setMade] = useState<Made>();
  const [isLeaving, setLeaving] = useState(false);
  const { busy, problem, run } = useSubmit();
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    void run(async () => {
      const rotated = await rotateKey({ data: { id: apiKey.id, overlapDays: Number(overlap) } });
      setMade(rotated);
      await queryClient.invalidateQueries(keysOptions());
    });
  };
  // Escape or a click beside the window must not lose what is shown only once.
  const close = () => (made ? setLeaving(true) : onClose());
  const title = made ? `The new key “${made.apiKey.name}”` : `Rotate “${apiKey.name}”`;
  return (
    <Dialog open onOpenChange={(open) => open || close()} title={title}>
      {made ? (
        <MadeKey made={made} otlp={otlp} isLeaving={isLeaving} onClose={onClose} />
      ) : (
        <form onSubmit={onSubmit} className="flex min-h-0 flex-col gap-4 overflow-y-auto p-4">
          <p className="text-ink-2">
            A new key takes its place and may do the same
            {apiKey.expiresAt !== null && ', for as long as this one was made for'}. Give it to your programs
            while both work.
          </p>
          <Select
            label={`${apiKey.prefix}… goes on working for`}
            value={overlap}
            onChange={setOverlap}
            options={OVERLAPS}
            hint={overlap === '0' ? 'For a key that others may have seen.' : undefined}
          />
          {problem && <FormProblem>{problem}</FormProblem>}
          <div className="flex justify-end gap-2">
            <Button onClick={onClose}>Cancel</Button>
            <Button type="submit" variant="primary" disabled={busy}>
              {busy ? 'Rotating…' : 'Rotate the key'}
            </Button>
          </div>
        </form>
      )}
    </Dialog>
  );
}

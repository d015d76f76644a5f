// Makes a key: a form, and then the key itself.
import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { Select, TextInput } from '#app/components/sources/inputs.tsx';
import { Button } from '#app/components/ui/button.tsx';
import { Dialog } from '#app/components/ui/dialog.tsx';
import { FormProblem } from '#app/components/ui/form-problem.tsx';
import { useSubmit } from '#app/components/ui/use-submit.ts';
import { createKey } from '#app/lib/keys/keys.functions.ts';
import { keysOptions } from '#app/lib/keys/queries.ts';
import type { KeyInput, MadeKey as Made } from '#app/lib/keys/schema.ts';
import type { SignedIn } from '#app/lib/teams/schema.ts';
import { MadeKey } from './made-key.tsx';
import { ScopeChoice } from './scope-choice.tsx';
import { SourceChoice } from './source-choice.tsx';

const LIFETIMES = [
  { value: '', label: 'Never' },
  { value: '7', label: 'In 7 days' },
  { value: '30', label: 'In 30 days' },
  { value: '90', label: 'In 90 days' },
  { value: '365', label: 'In a year' },
];

interface NewKeyProps {
  readonly otlp: SignedIn['otlp'];
  /** What it may do at first. */
  readonly scopes: KeyInput['scopes'];
  readonly onClose: () => void;
}

export function NewKey({ otlp, scopes: initialScopes, onClose }: NewKeyProps) {
  const queryClient = useQueryClient();
  const [name, setName] = useState('');
  const [scopes, setScopes] = useState(initialScopes);
  const [days, setDays] = useState('');
  const [sources, setSources] = useState<KeyInput['allowedSources']>(null);
  const [made, setMade] = useState<Made>();
  const [isLeaving, setLeaving] = useState(false);
  const { busy, problem, run } = useSubmit();
  const mayRestrict = scopes.includes('read') && !scopes.includes('admin');
  const allowedSources = mayRestrict ? sources : null;
  const isComplete = name.trim() !== '' && scopes.length > 0 && allowedSources?.length !== 0;
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    if (!isComplete) return;
    const expiresInDays = days === '' ? null : Number(days);
    void run(async () => {
      const created = await createKey({ data: { name, scopes, expiresInDays, allowedSources } });
      setMade(created);
      await queryClient.invalidateQueries(keysOptions());
    });
  };
  // Escape or a click beside the window must not lose what is shown only once.
  const close = () => (made ? setLeaving(true) : onClose());
  const title = made ? `The key “${made.apiKey.name}”` : 'New key';
  return (
    <Dialog open onOpenChange={(open) => open || close()} title={title}>
      {made ? (
        <MadeKey made={made} otlp={otlp} isLeaving={isLeaving} onClose={onClose} />
      ) : (
        <form onSubmit={onSubmit} className="flex min-h-0 flex-col gap-4 overflow-y-auto p-4 slim-scroll">
          <TextInput
            label="Name"
            hint="Which program it is for, and where it runs."
            placeholder="checkout, production"
            value={name}
            onChange={setName}
            maxLength={80}
            autoComplete="off"
            autoFocus
          />
          <ScopeChoice scopes={scopes} onChange={setScopes} />
          {mayRestrict && <SourceChoice value={sources} onChange={setSources} />}
          <Select label="Expires" value={days} onChange={setDays} options={LIFETIMES} />
          {problem && <FormProblem>{problem}</FormProblem>}
          <div className="flex justify-end gap-2">
            <Button onClick={onClose}>Cancel</Button>
            <Button type="submit" variant="primary" disabled={busy || !isComplete}>
              {busy ? 'Making…' : 'Make the key'}
            </Button>
          </div>
        </form>
      )}
    </Dialog>
  );
}

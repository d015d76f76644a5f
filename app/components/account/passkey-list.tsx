// A person's passkeys: made, named, removed.
import { useQueryClient } from '@tanstack/react-query';
import { Fingerprint, Pencil, Plus, Trash2 } from 'lucide-react';
import { type FormEvent, useEffect, useState } from 'react';
import { addPasskey, canUsePasskeys } from '#app/components/auth/passkeys.ts';
import { isProblem, post, toError } from '#app/components/auth/session.ts';
import { Badge } from '#app/components/settings/common/badge.tsx';
import { ConfirmName } from '#app/components/settings/common/confirm-name.tsx';
import { Section } from '#app/components/settings/common/section.tsx';
import { When } from '#app/components/settings/common/when.tsx';
import { Button, IconButton } from '#app/components/ui/button.tsx';
import { Dialog } from '#app/components/ui/dialog.tsx';
import { Field } from '#app/components/ui/field.tsx';
import { FormProblem } from '#app/components/ui/form-problem.tsx';
import { useSubmit } from '#app/components/ui/use-submit.ts';
import type { Account, PasskeyInfo } from '#app/lib/account/schema.ts';

type Asking = { kind: 'new' } | { kind: 'name' | 'remove'; passkey: PasskeyInfo };

export function PasskeyList({ account }: { readonly account: Account }) {
  const [asking, setAsking] = useState<Asking>();
  const [canAdd, setCanAdd] = useState(false);
  useEffect(() => setCanAdd(canUsePasskeys(account.passkeyHost)), [account.passkeyHost]);
  const close = () => setAsking(undefined);
  const { passkeys } = account;
  return (
    <Section
      title="Passkeys"
      intro="Sign in with your fingerprint, face or a security key, without password and code."
      action={
        canAdd && (
          <Button onClick={() => setAsking({ kind: 'new' })}>
            <Plus className="size-3.5" aria-hidden />
            Add a passkey
          </Button>
        )
      }
    >
      {!canAdd && <p className="text-ink-3">{whyNot(account.passkeyHost)}</p>}
      {passkeys.length > 0 && (
        <ul aria-label="Passkeys" className="divide-y divide-line rounded-lg border border-line">
          {passkeys.map((passkey) => (
            <li key={passkey.id} className="flex items-center gap-3 px-3 py-2.5">
              <Fingerprint className="size-4 shrink-0 text-ink-3" aria-hidden />
              <div className="min-w-0 flex-1">
                <p className="flex flex-wrap items-center gap-x-2 font-medium">
                  <span className="min-w-0 break-words">{passkey.name}</span>
                  {passkey.isSynced && <Badge>synced</Badge>}
                </p>
                <p className="text-xs text-ink-3">
                  added <When at={passkey.createdAt} />
                </p>
              </div>
              <IconButton
                label={`Rename ${passkey.name}`}
                onClick={() => setAsking({ kind: 'name', passkey })}
              >
                <Pencil className="size-3.5" aria-hidden />
              </IconButton>
              <IconButton
                label={`Remove ${passkey.name}`}
                onClick={() => setAsking({ kind: 'remove', passkey })}
              >
                <Trash2 className="size-3.5" aria-hidden />
              </IconButton>
            </li>
          ))}
        </ul>
      )}
      {asking?.kind === 'new' && <NameDialog onClose={close} />}
      {asking?.kind === 'name' && <NameDialog passkey={asking.passkey} onClose={close} />}
      {asking?.kind === 'remove' && <Removal passkey={asking.passkey} onClose={close} />}
    </Section>
  );
}

function whyNot(host: string | undefined): string {
  return host === undefined
    ? 'Passkeys need a host name, and Maple is reached by an IP address: who runs it can set MAPLE_URL.'
    : `Passkeys need a browser that knows them, and Maple opened as ${host}, with https beyond this machine.`;
}

function NameDialog({ passkey, onClose }: { readonly passkey?: PasskeyInfo; readonly onClose: () => void }) {
  const queryClient = useQueryClient();
  const { busy, problem, run } = useSubmit();
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const name = String(new FormData(event.currentTarget).get('name')).trim();
    const worked = await run(async () => {
      if (passkey === undefined) return await addPasskey(name);
      const answer = await post('/passkey/update-passkey', { id: passkey.id, name });
      return isProblem(answer) ? toError(answer, 'Renaming') : undefined;
    });
    if (!worked) return;
    await queryClient.invalidateQueries({ queryKey: ['account'] });
    onClose();
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => open || onClose()}
      title={passkey ? 'Rename the passkey' : 'Add a passkey'}
    >
      <form onSubmit={submit} className="flex flex-col gap-4 p-4">
        <Field
          label="Name"
          name="name"
          required
          maxLength={80}
          autoFocus
          autoComplete="off"
          defaultValue={passkey?.name}
          placeholder="e.g. Laptop"
          hint={passkey ? undefined : 'So that you know it again. Your browser asks for the rest.'}
        />
        {problem && <FormProblem>{problem}</FormProblem>}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="primary" disabled={busy}>
            {passkey ? 'Rename' : busy ? 'Waiting for your device…' : 'Continue'}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function Removal({ passkey, onClose }: { readonly passkey: PasskeyInfo; readonly onClose: () => void }) {
  const queryClient = useQueryClient();
  return (
    <ConfirmName
      title="Remove the passkey?"
      name={passkey.name}
      consequence="Nobody can sign in with it any more. Sessions begun with a passkey go on, but count as begun by password."
      action="Remove the passkey"
      busyAction="Removing…"
      onConfirm={async () => {
        const answer = await post('/passkey/delete-passkey', { id: passkey.id });
        if (isProblem(answer)) throw toError(answer, 'Removing');
        await queryClient.invalidateQueries({ queryKey: ['account'] });
      }}
      onClose={onClose}
    />
  );
}

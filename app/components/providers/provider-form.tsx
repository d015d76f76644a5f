// The form of one provider: where it is, who may come in by it, and what its groups lead to. It is tested before it is saved.
import { useQueryClient } from '@tanstack/react-query';
import { ArrowLeft } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { CheckLine } from '#app/components/settings/common/check-line.tsx';
import { Section } from '#app/components/settings/common/section.tsx';
import { Button } from '#app/components/ui/button.tsx';
import { CopyButton } from '#app/components/ui/copy-button.tsx';
import { Field } from '#app/components/ui/field.tsx';
import { FormProblem } from '#app/components/ui/form-problem.tsx';
import { useSubmit } from '#app/components/ui/use-submit.ts';
import { saveProvider, testProvider } from '#app/lib/account/providers.functions.ts';
import { MappingEditor } from './mapping-editor.tsx';
import { draftOf, isMoved, type ProviderDraft, parseDraft } from './provider-draft.ts';
import type { Provider, ProviderSettings } from './providers-page.tsx';
import { RoleSelect, SelectField } from './select-field.tsx';

interface ProviderFormProps {
  /** Undefined: a new one. */
  readonly provider: Provider | undefined;
  readonly settings: ProviderSettings;
  /** With what is stored now. */
  readonly onSaved: (provider: Provider) => void;
  readonly onClose: () => void;
}

export function ProviderForm({ provider, settings, onSaved, onClose }: ProviderFormProps) {
  const queryClient = useQueryClient();
  const [draft, setDraft] = useState<ProviderDraft>(() => draftOf(provider));
  const [problems, setProblems] = useState<Readonly<Record<string, string>>>({});
  const saving = useSubmit();
  const testing = useSubmit();
  const [result, setResult] = useState<readonly string[]>();
  const set = (change: Partial<ProviderDraft>) => {
    setDraft({ ...draft, ...change });
    setResult(undefined);
  };
  const text = (name: 'name' | 'issuer' | 'clientId' | 'scopes' | 'domains' | 'groupsClaim') => ({
    value: draft[name],
    onChange: (event: { target: { value: string } }) => set({ [name]: event.target.value }),
    error: problems[name],
    autoComplete: 'off',
    spellCheck: false,
  });
  const parsed = () => {
    const answer = parseDraft(draft, provider);
    setProblems('problems' in answer ? answer.problems : {});
    return 'input' in answer ? { ...(provider && { id: provider.id }), provider: answer.input } : undefined;
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const data = parsed();
    if (data === undefined) return;
    void saving.run(async () => {
      const saved = await saveProvider({ data });
      await queryClient.invalidateQueries({ queryKey: ['providers'] });
      await queryClient.invalidateQueries({ queryKey: ['sign-in'] });
      setDraft(draftOf(saved));
      onSaved(saved);
    }, 'Saved.');
  };
  const test = () => {
    const data = parsed();
    if (data === undefined) return;
    setResult(undefined);
    void testing.run(async () => setResult((await testProvider({ data })).notes), 'The provider answers.');
  };
  const moved = isMoved(draft, provider);
  const isGithub = draft.preset === 'github';
  const problem = saving.problem ?? testing.problem;
  return (
    <form onSubmit={submit} noValidate className="flex flex-col gap-5">
      <div className="flex flex-col gap-2">
        <button
          type="button"
          onClick={onClose}
          className="flex w-fit items-center gap-1 text-ink-2 hover:text-ink"
        >
          <ArrowLeft className="size-3.5" aria-hidden />
          Single sign-on
        </button>
        <h2 className="text-lg font-semibold">{provider?.name ?? 'New provider'}</h2>
      </div>
      <Section title="Provider">
        <div className="grid gap-x-4 gap-y-3 md:grid-cols-2">
          <SelectField
            label="Kind"
            value={draft.preset}
            onChange={(preset) =>
              set({ preset: preset as ProviderDraft['preset'], issuer: '', ...namedAfter(draft, preset) })
            }
            options={[
              { value: 'oidc', label: 'OpenID Connect' },
              { value: 'google', label: 'Google' },
              { value: 'github', label: 'GitHub' },
            ]}
          />
          <Field label="Name" maxLength={80} hint="On the button: Sign in with …" {...text('name')} />
          {draft.preset !== 'google' && (
            <Field
              label={isGithub ? 'Address' : 'Issuer'}
              className="font-mono"
              placeholder={isGithub ? 'https://github.com' : 'https://login.example.com/realms/main'}
              hint={
                isGithub
                  ? 'Leave it empty for github.com; that of your GitHub Enterprise server otherwise.'
                  : 'Its description is at this address + /.well-known/openid-configuration.'
              }
              inputMode="url"
              {...text('issuer')}
            />
          )}
          <Field label="Client id" className="font-mono" {...text('clientId')} />
          <Field
            label="Client secret"
            type="password"
            autoComplete="new-password"
            value={draft.clientSecret ?? ''}
            onChange={(event) => set({ clientSecret: event.target.value })}
            placeholder={draft.clientSecret === undefined && !moved ? 'unchanged' : ''}
            hint="Stored encrypted"
            error={problems.clientSecret}
          />
          {!isGithub && <Field label="Scopes" className="font-mono" {...text('scopes')} />}
        </div>
        {moved && (
          <p role="status" className="text-ink-2">
            This is another provider than before: enter its client secret, and everybody who signs in here is
            linked anew at their next sign-in.
          </p>
        )}
        <CheckLine
          label="Switched on"
          text="People see it on the sign-in page."
          checked={draft.isEnabled}
          onChange={(isEnabled) => set({ isEnabled })}
        />
        <CallbackAddress provider={provider} pattern={settings.callback} />
      </Section>
      <Section
        title="Who comes in"
        intro="Only people whose verified email is in one of these domains. An existing account is taken over only when its domain is listed here."
      >
        <Field
          label="Domains"
          placeholder="example.com, example.org"
          hint="None: all."
          {...text('domains')}
        />
        <CheckLine
          label="People of these domains sign in here and in no other way"
          text="Passwords, passkeys and reset links end for them, and when you save so do sessions that they did not begin here. Who administrates this installation keeps all of it."
          checked={draft.isEnforced}
          error={problems.isEnforced}
          onChange={(isEnforced) => set({ isEnforced })}
        />
        <div className="grid gap-x-4 gap-y-3 md:grid-cols-2">
          <SelectField
            label="Who has no account yet"
            value={draft.newcomerTeam}
            onChange={(newcomerTeam) => set({ newcomerTeam })}
            options={[
              { value: '', label: 'is turned away, unless a group leads to a team' },
              ...settings.teams.map(({ id, name }) => ({ value: id, label: `gets one, in ${name}` })),
            ]}
          />
          {draft.newcomerTeam !== '' && (
            <RoleSelect
              label="as"
              value={draft.newcomerRole}
              onChange={(newcomerRole) => set({ newcomerRole })}
            />
          )}
        </div>
      </Section>
      <Section
        title="Groups"
        intro="At each sign-in the groups decide on these memberships: they are given, changed and taken away. What a person gave stays as it is."
      >
        {!isGithub && (
          <Field
            label="Claim with the groups"
            className="font-mono md:max-w-sm"
            hint="A path like realm_access.roles works too."
            {...text('groupsClaim')}
          />
        )}
        <MappingEditor
          mapping={draft.mapping}
          teams={settings.teams}
          placeholder={isGithub ? 'org or org/team' : 'group'}
          onChange={(mapping) => set({ mapping })}
        />
        {problems.mapping && <p className="text-xs text-danger">{problems.mapping}</p>}
      </Section>
      {problem && <FormProblem>{problem}</FormProblem>}
      {Object.keys(problems).length > 0 && <FormProblem>Some fields above need another look.</FormProblem>}
      <div className="flex flex-wrap items-center gap-2">
        <Button type="submit" variant="primary" disabled={saving.busy}>
          {saving.busy ? 'Saving…' : 'Save'}
        </Button>
        <Button onClick={test} disabled={testing.busy}>
          {testing.busy ? 'Testing…' : 'Test'}
        </Button>
        <Button variant="ghost" onClick={onClose}>
          {provider ? 'Close' : 'Cancel'}
        </Button>
        <p role="status" className="text-ok">
          {saving.done} {result && [testing.done, ...result].join(' ')}
        </p>
      </div>
    </form>
  );
}

/** The presets' names, unless another one was typed. */
function namedAfter(draft: ProviderDraft, preset: string): Partial<ProviderDraft> {
  if (!['', 'Google', 'GitHub'].includes(draft.name)) return {};
  return { name: preset === 'google' ? 'Google' : preset === 'github' ? 'GitHub' : '' };
}

interface CallbackAddressProps {
  readonly provider: Provider | undefined;
  readonly pattern: string;
}

function CallbackAddress({ provider, pattern }: CallbackAddressProps) {
  if (provider === undefined)
    return (
      <p className="text-ink-3">The callback address for the provider is here as soon as this is saved.</p>
    );
  const address = pattern.replace('{id}', provider.id);
  return (
    <div>
      <p className="font-medium">Callback address</p>
      <div className="mt-1 flex items-center gap-2 rounded-md border border-line bg-surface py-1 pr-1 pl-3">
        <code className="min-w-0 flex-1 font-mono text-xs break-all select-all">{address}</code>
        <CopyButton text={address} label="Copy the callback address" />
      </div>
      <p className="mt-1 text-xs text-ink-3">Enter it at the provider as the allowed redirect.</p>
    </div>
  );
}

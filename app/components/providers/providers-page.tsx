// Settings → Single sign-on: the providers of the installation, and help for who cannot sign in.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { KeyRound, Pencil, Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { Answered } from '#app/components/settings/common/answered.tsx';
import { Badge } from '#app/components/settings/common/badge.tsx';
import { ConfirmName } from '#app/components/settings/common/confirm-name.tsx';
import { SettingsHeading } from '#app/components/settings/common/heading.tsx';
import { ForOthers } from '#app/components/settings/common/read-only.tsx';
import { Button, IconButton } from '#app/components/ui/button.tsx';
import { deleteProvider, type getProviderSettings } from '#app/lib/account/providers.functions.ts';
import { providerSettingsOptions } from '#app/lib/account/queries.ts';
import { ProviderForm } from './provider-form.tsx';
import { ResetLink } from './reset-link.tsx';

export type ProviderSettings = Awaited<ReturnType<typeof getProviderSettings>>;
export type Provider = ProviderSettings['providers'][number];

const INTRO =
  'Let people sign in with the accounts they have elsewhere, and let the groups there decide on teams and roles here.';
const shell = getRouteApi('/_app');

export function ProvidersPage() {
  const { viewer } = shell.useRouteContext();
  if (viewer.user.isInstanceAdmin) return <Providers />;
  return (
    <>
      <SettingsHeading title="Single sign-on" intro={INTRO} />
      <ForOthers>Only who administrates this installation sees and changes this.</ForOthers>
    </>
  );
}

function Providers() {
  const query = useQuery(providerSettingsOptions());
  const [editing, setEditing] = useState<Provider | 'new'>();
  if (editing !== undefined && query.data !== undefined)
    return (
      <ProviderForm
        provider={editing === 'new' ? undefined : editing}
        settings={query.data}
        onSaved={setEditing}
        onClose={() => setEditing(undefined)}
      />
    );
  return (
    <>
      <SettingsHeading
        title="Single sign-on"
        intro={INTRO}
        action={
          <Button variant="primary" onClick={() => setEditing('new')}>
            <Plus className="size-3.5" aria-hidden />
            New provider
          </Button>
        }
      />
      <Answered query={query}>
        {({ providers }) =>
          providers.length === 0 ? <Empty /> : <List providers={providers} onEdit={setEditing} />
        }
      </Answered>
      <ResetLink />
    </>
  );
}

function Empty() {
  return (
    <div className="flex flex-col items-center gap-2 rounded-lg border border-line py-10 text-center">
      <KeyRound className="size-6 text-ink-3" aria-hidden />
      <p className="font-medium">No provider yet</p>
      <p className="max-w-prose px-4 text-ink-2">
        People sign in with a password or a passkey. Add Google, GitHub or any OpenID provider: Keycloak,
        Entra ID, Okta, authentik …
      </p>
    </div>
  );
}

function List({
  providers,
  onEdit,
}: {
  readonly providers: readonly Provider[];
  readonly onEdit: (provider: Provider) => void;
}) {
  const queryClient = useQueryClient();
  const [leaving, setLeaving] = useState<Provider>();
  return (
    <>
      <ul aria-label="Providers" className="divide-y divide-line rounded-lg border border-line">
        {providers.map((provider) => (
          <li key={provider.id} className="flex items-center gap-3 px-3 py-2.5">
            <div className="min-w-0 flex-1">
              <p className="flex flex-wrap items-center gap-x-2 font-medium">
                <span className="min-w-0 truncate">{provider.name}</span>
                {!provider.isEnabled && <Badge>off</Badge>}
                {provider.settings.isEnforced && <Badge tone="accent">enforced</Badge>}
              </p>
              <p className="truncate text-xs text-ink-3">
                <code className="font-mono">{provider.issuer}</code>
                {provider.settings.domains.length > 0 && ` · ${provider.settings.domains.join(', ')}`}
              </p>
            </div>
            <IconButton label={`Edit ${provider.name}`} onClick={() => onEdit(provider)}>
              <Pencil className="size-3.5" aria-hidden />
            </IconButton>
            <IconButton label={`Delete ${provider.name}`} onClick={() => setLeaving(provider)}>
              <Trash2 className="size-3.5" aria-hidden />
            </IconButton>
          </li>
        ))}
      </ul>
      {leaving && (
        <ConfirmName
          title="Delete the provider?"
          name={leaving.name}
          consequence="Nobody can sign in with it any more. Accounts and memberships stay; who has no password needs a reset link."
          action="Delete the provider"
          busyAction="Deleting…"
          onConfirm={async () => {
            await deleteProvider({ data: { id: leaving.id } });
            await queryClient.invalidateQueries({ queryKey: ['providers'] });
            await queryClient.invalidateQueries({ queryKey: ['sign-in'] });
          }}
          onClose={() => setLeaving(undefined)}
        />
      )}
    </>
  );
}

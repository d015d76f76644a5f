// A provider as the form holds it, and as it is saved. Pure.
import {
  type IdentityProviderInput,
  identityProviderInput,
  isElsewhere,
} from '#app/lib/auth/provider-settings.ts';
import type { Role } from '#app/lib/auth/scopes.ts';
import type { Provider } from './providers-page.tsx';

export interface ProviderDraft {
  readonly name: string;
  readonly preset: 'oidc' | 'google' | 'github';
  readonly issuer: string;
  readonly clientId: string;
  /** Undefined: the stored one stays. */
  readonly clientSecret: string | undefined;
  readonly isEnabled: boolean;
  /** Separated by spaces or commas. */
  readonly scopes: string;
  readonly domains: string;
  readonly isEnforced: boolean;
  readonly groupsClaim: string;
  readonly mapping: readonly { readonly group: string; readonly teamId: string; readonly role: Role }[];
  /** Empty: who has no account is turned away. */
  readonly newcomerTeam: string;
  readonly newcomerRole: Role;
}

const EMPTY: ProviderDraft = {
  name: '',
  preset: 'oidc',
  issuer: '',
  clientId: '',
  clientSecret: '',
  isEnabled: true,
  scopes: 'openid email profile',
  domains: '',
  isEnforced: false,
  groupsClaim: 'groups',
  mapping: [],
  newcomerTeam: '',
  newcomerRole: 'member',
};

/** The form of a provider as it is; without one, that of a new one. */
export function draftOf(provider: Provider | undefined): ProviderDraft {
  if (provider === undefined) return EMPTY;
  const { settings, name, preset, issuer, clientId, isEnabled } = provider;
  return {
    ...{ name, preset, issuer, clientId, isEnabled },
    clientSecret: undefined,
    scopes: settings.scopes.join(' '),
    domains: settings.domains.join(', '),
    isEnforced: settings.isEnforced,
    groupsClaim: settings.groupsClaim,
    mapping: settings.mapping,
    newcomerTeam: settings.newcomers?.teamId ?? '',
    newcomerRole: settings.newcomers?.role ?? 'member',
  };
}

/** Whether the draft makes another provider of it, to which people have to link anew. */
export function isMoved(draft: ProviderDraft, provider: Provider | undefined): boolean {
  return provider !== undefined && isElsewhere(provider, draft);
}

type Parsed =
  | { readonly input: IdentityProviderInput }
  /** Messages by field: `name`, `issuer`, `domains`, `mapping`, … */
  | { readonly problems: Readonly<Record<string, string>> };

/** What is sent, or what is wrong with it. `provider`: what is changed. */
export function parseDraft(draft: ProviderDraft, provider?: Provider): Parsed {
  const words = (text: string) => text.split(/[\s,]+/).filter((word) => word !== '');
  const parsed = identityProviderInput.safeParse({
    name: draft.name,
    preset: draft.preset,
    issuer: draft.issuer,
    clientId: draft.clientId,
    ...((draft.clientSecret !== undefined || isMoved(draft, provider)) && {
      clientSecret: draft.clientSecret ?? '',
    }),
    isEnabled: draft.isEnabled,
    settings: {
      scopes: words(draft.scopes),
      domains: words(draft.domains),
      isEnforced: draft.isEnforced,
      groupsClaim: draft.groupsClaim,
      mapping: draft.mapping,
      newcomers: draft.newcomerTeam === '' ? null : { teamId: draft.newcomerTeam, role: draft.newcomerRole },
    },
  });
  if (parsed.success) return { input: parsed.data };
  const problems: Record<string, string> = {};
  for (const { path, message } of parsed.error.issues) {
    const field = String(path[0] === 'settings' ? path[1] : path[0]);
    problems[field] ??= field === 'mapping' ? 'Every line needs a group and a team.' : message;
  }
  return { problems };
}

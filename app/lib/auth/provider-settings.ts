// What is set for an OpenID provider beside its address and credentials. Pure.
import { z } from 'zod';
import { visibleName } from '../core/visible-name.ts';
import { normalDomain } from './email.ts';

const role = z.enum(['owner', 'admin', 'member', 'viewer']);

/** People of this group are in this team with this role. */
export const groupMapping = z.object({
  group: z.string().trim().min(1).max(200),
  teamId: z.string().max(64),
  role,
});
export type GroupMapping = z.output<typeof groupMapping>;

export const identityProviderSettings = z.object({
  scopes: z.array(z.string().trim().min(1).max(100)).max(20).default(['openid', 'email', 'profile']),
  /** Domains of email addresses, lower case; only these may sign in here. Empty: all. */
  domains: z.array(z.string().trim().toLowerCase().min(1).max(253)).max(50).default([]),
  /** Whether people of the domains may sign in in no other way. */
  isEnforced: z.boolean().default(false),
  /** The claim with the person's groups. */
  groupsClaim: z.string().trim().max(100).default('groups'),
  mapping: z.array(groupMapping).max(200).default([]),
  /** Who has no account yet gets one, in this team with this role; null: only those whose groups lead to a team. */
  newcomers: z
    .object({ teamId: z.string().max(64), role })
    .nullable()
    .default(null),
});
export type IdentityProviderSettings = z.output<typeof identityProviderSettings>;

const GOOGLE = 'https://accounts.google.com';
const GITHUB = 'https://github.com';

/** What a form or the API says of a provider. Without a secret, the stored one stays. */
export const identityProviderInput = z
  .object({
    name: visibleName('Enter a name.', 80),
    preset: z.enum(['oidc', 'google', 'github']),
    /** Empty for the presets, which know it. GitHub Enterprise: its own address. */
    issuer: z.string().trim().max(500),
    clientId: z.string().trim().min(1, 'Enter the client id.').max(500),
    clientSecret: z.string().trim().min(1, 'Enter the client secret.').max(2_000).optional(),
    isEnabled: z.boolean(),
    settings: identityProviderSettings,
  })
  .transform((input) => ({ ...input, issuer: issuerOf(input) }))
  .superRefine((input, context) => {
    const url = URL.parse(input.issuer);
    const isUsable =
      url !== null &&
      (url.protocol === 'https:' || url.protocol === 'http:') &&
      url.username === '' &&
      url.password === '' &&
      url.search === '' &&
      url.hash === '';
    if (!isUsable)
      context.addIssue({
        code: 'custom',
        path: ['issuer'],
        message: 'Enter the issuer’s address, like https://login.example.com.',
      });
    input.settings.domains.forEach((domain, index) => {
      if (normalDomain(domain) !== domain)
        context.addIssue({
          code: 'custom',
          path: ['settings', 'domains', index],
          message: `“${domain.slice(0, 60)}” is not a domain. Write it like example.com, and in ASCII (xn--…).`,
        });
    });
    if (input.settings.isEnforced && input.settings.domains.length === 0)
      context.addIssue({
        code: 'custom',
        path: ['settings', 'isEnforced'],
        message: 'Name the domains whose people have to use this provider.',
      });
  });
export type IdentityProviderInput = z.output<typeof identityProviderInput>;

interface Place {
  readonly preset: 'oidc' | 'google' | 'github';
  readonly issuer: string;
}

/**
 * Whether a provider is another one afterwards: its secret is none of the new one's business, and the same person there may be anybody here.
 */
export function isElsewhere(before: Place, after: Place): boolean {
  return before.preset !== after.preset || before.issuer !== issuerOf(after);
}

function issuerOf({ preset, issuer }: Place): string {
  return issuer.trim() || (preset === 'google' ? GOOGLE : preset === 'github' ? GITHUB : '');
}

// What is set for an OpenID provider beside its address and credentials. Pure.
import { z } from 'zod';

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

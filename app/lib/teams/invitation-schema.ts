// Invitations to a team: what is asked and shown, to those who invite and to the one who is invited.
import { z } from 'zod';
import { normalEmail } from '#app/lib/auth/email.ts';
import { visibleName } from '#app/lib/core/visible-name.ts';
import { role } from './member-schema.ts';

export const DEFAULT_DAYS = 7;
export const MOST_DAYS = 30;

const id = z.string().min(1).max(64);
const days = z.number().int().min(1).max(MOST_DAYS).default(DEFAULT_DAYS).describe('Until it expires');
const isMailed = z
  .boolean()
  .default(false)
  .describe('Send the link to the address, where a mail server is set; it is not shown then');

/** An address in its one form. */
const email = z
  .string()
  .max(320)
  .transform((text, context) => {
    const normal = normalEmail(text);
    if (normal !== undefined) return normal;
    context.addIssue('Enter an email address.');
    return z.NEVER;
  });

export const invitationInput = z.object({
  role: role.default('member'),
  email: email.nullable().default(null).describe('Only this address may accept; null: whoever has the link'),
  days,
  isMailed,
});
export type InvitationInput = z.output<typeof invitationInput>;

export const invitationById = z.object({ id });
export const invitationRenewal = z.object({ id, days, isMailed });

const time = z.string().describe('RFC 3339');

export const invitation = z.object({
  id: z.string(),
  email: z.string().nullable(),
  role,
  invitedBy: z.string().nullable().describe('Email address; null for a key, or when the person is gone'),
  createdAt: time,
  expiresAt: time,
  state: z.enum(['open', 'expired']),
});
export type Invitation = z.output<typeof invitation>;

export const invitationList = z.object({
  invitations: z.array(invitation),
  canMail: z.boolean().describe('Whether a mail server is set'),
});

/** A new link. It is shown now and never again. */
export const invitationLink = invitation.extend({
  link: z.string().nullable().describe('Null when it was mailed'),
  problem: z.string().nullable().describe('Why it could not be mailed; there is a link to give instead'),
});
export type InvitationLink = z.output<typeof invitationLink>;

// For the one who is invited.

const token = z.string().min(1).max(200);

export const invitationToken = z.object({ token });

export const joinInput = z.object({
  token,
  name: visibleName('Enter your name.', 100),
  email: email.optional(),
  password: z.string().max(1_000),
});
export type JoinInput = z.output<typeof joinInput>;

/** What a link says to whoever opens it. */
export type InvitationView =
  | { readonly state: 'unknown' | 'expired' | 'revoked' | 'used' }
  /** The person who is signed in has accepted it already. */
  | { readonly state: 'accepted'; readonly teamName: string; readonly slug: string }
  | {
      readonly state: 'open';
      readonly teamName: string;
      readonly role: z.output<typeof role>;
      readonly invitedBy: string | null;
      readonly email: string | null;
      readonly expiresAt: string;
      /** Whether that address has an account, or must sign in elsewhere: no account is made for it here. */
      readonly mustSignIn: boolean;
      readonly viewer: {
        readonly email: string;
        readonly name: string;
        /** What they are in the team already. */
        readonly role: z.output<typeof role> | null;
        readonly isInvited: boolean;
      } | null;
    };

export const joined = z.object({ slug: z.string(), teamName: z.string(), role });
export type Joined = z.output<typeof joined>;

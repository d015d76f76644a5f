// Decides whose account a profile from a provider is, makes one where that is allowed, and brings the memberships up to date.
import { randomUUID } from 'node:crypto';
import { and, count, eq, isNull } from 'drizzle-orm';
import { accounts, members, passkeys, sessions, teams, twoFactors, users } from '#drizzle/schema.ts';
import { recordAudit } from '../../audit/record.server.ts';
import { visibleName } from '../../core/visible-name.ts';
import type { Database } from '../../db/db.server.ts';
import { immediately, type Transaction } from '../../db/immediately.ts';
import { domainOf, normalEmail } from '../email.ts';
import { revokeInvitationsOf } from '../invitations-of.server.ts';
import { revokeKeysOf } from '../keys.server.ts';
import type { Caller } from '../tenant.server.ts';
import type { ProviderProfile } from './ask-provider.server.ts';
import { SsoFailure } from './failure.ts';
import { type Membership, membershipChanges, rolesOfGroups } from './membership.ts';
import { accountProviderOf, type IdentityProvider } from './providers.server.ts';

/** Who signs in, and whether an account that existed was connected to the provider just now. */
interface Admitted {
  readonly userId: string;
  readonly isLinked: boolean;
}

/** Admits somebody in one transaction; everything that it changes is audited. Throws an SsoFailure when nobody may. */
export function admit(
  db: Database,
  provider: IdentityProvider,
  profile: ProviderProfile,
  client: Caller['client'],
): Admitted {
  const email = normalEmail(profile.email);
  if (email === undefined) throw new SsoFailure('no_email', 'no usable email address');
  if (!profile.isEmailVerified) throw new SsoFailure('unverified', 'the email is not verified', { email });
  const { domains } = provider.settings;
  if (domains.length > 0 && !domains.includes(domainOf(email)))
    throw new SsoFailure('wrong_domain', 'the domain is not one of the provider', { email });
  const caller: Caller = { actor: { kind: 'system', name: `Single sign-on: ${provider.name}` }, client };
  return immediately(db, (tx) => {
    const before = accountOf(tx, provider, profile);
    const admitted =
      before === undefined
        ? linkOrCreate(tx, provider, profile, email, caller)
        : { userId: before, isLinked: false };
    bringUpToDate(tx, provider, profile, { userId: admitted.userId, email }, caller);
    return admitted;
  });
}

function accountOf(
  tx: Transaction,
  provider: IdentityProvider,
  { subject }: ProviderProfile,
): string | undefined {
  return tx
    .select({ userId: accounts.userId })
    .from(accounts)
    .where(and(eq(accounts.providerId, accountProviderOf(provider.id)), eq(accounts.accountId, subject)))
    .get()?.userId;
}

function linkOrCreate(
  tx: Transaction,
  provider: IdentityProvider,
  profile: ProviderProfile,
  email: string,
  caller: Caller,
): Admitted {
  const { domains, newcomers, mapping } = provider.settings;
  const known = tx
    .select({ id: users.id, isProven: users.emailVerified, isInstanceAdmin: users.isInstanceAdmin })
    .from(users)
    .where(eq(users.email, email))
    .get();
  // Whoever answers for a domain decides who its people are; a provider for everybody does not.
  if (known !== undefined && !domains.includes(domainOf(email)))
    throw new SsoFailure('not_linked', 'an account with this email exists', { email });
  const isWelcome = newcomers !== null || rolesOfGroups(mapping, profile.groups).size > 0;
  if (known === undefined && !isWelcome)
    throw new SsoFailure('no_account', 'no account, and newcomers get none', { email });
  const userId = known?.id ?? randomUUID();
  if (known === undefined) {
    const local = email.slice(0, email.indexOf('@'));
    const name = visibleName('', 100).safeParse(profile.name).data ?? local;
    tx.insert(users).values({ id: userId, name, email, emailVerified: true }).run();
  }
  const isTakenOver = known !== undefined && !known.isProven && !known.isInstanceAdmin;
  if (isTakenOver) endOtherWaysIn(tx, userId);
  tx.insert(accounts)
    .values({
      id: randomUUID(),
      userId,
      accountId: profile.subject,
      providerId: accountProviderOf(provider.id),
    })
    .run();
  recordAudit(tx, caller, {
    action: known === undefined ? 'user.create' : 'user.link',
    target: { kind: 'user', id: userId, name: email },
    after: { provider: provider.name, ...(isTakenOver && { otherWaysIn: 'ended' }) },
    teamId: null,
  });
  if (known === undefined && newcomers !== null && isTeam(tx, newcomers.teamId)) {
    tx.insert(members).values({ teamId: newcomers.teamId, userId, role: newcomers.role }).run();
    recordAudit(tx, caller, {
      action: 'member.add',
      target: { kind: 'user', id: userId, name: email },
      after: { role: newcomers.role },
      teamId: newcomers.teamId,
    });
  }
  return { userId, isLinked: known !== undefined };
}

/**
 * Whoever made the account may have given an address that is not theirs, to wait for its owner: nothing that they know opens it any
 * more. Who administrates the installation keeps the password, the way in when a provider is away.
 */
function endOtherWaysIn(tx: Transaction, userId: string): void {
  tx.delete(accounts).where(eq(accounts.userId, userId)).run();
  tx.delete(passkeys).where(eq(passkeys.userId, userId)).run();
  tx.delete(twoFactors).where(eq(twoFactors.userId, userId)).run();
  tx.delete(sessions).where(eq(sessions.userId, userId)).run();
  tx.update(users).set({ emailVerified: true, twoFactorEnabled: false }).where(eq(users.id, userId)).run();
}

function bringUpToDate(
  tx: Transaction,
  provider: IdentityProvider,
  profile: ProviderProfile,
  user: { readonly userId: string; readonly email: string },
  caller: Caller,
): void {
  const { userId, email } = user;
  const target = { kind: 'user', id: userId, name: email };
  const current = tx
    .select({ teamId: members.teamId, role: members.role, providerId: members.providerId })
    .from(members)
    .where(eq(members.userId, userId))
    .all()
    .map(
      (one): Membership => ({ ...one, isLastOwner: one.role === 'owner' && owners(tx, one.teamId) === 1 }),
    );
  const wanted = rolesOfGroups(provider.settings.mapping, profile.groups);
  for (const teamId of wanted.keys()) if (!isTeam(tx, teamId)) wanted.delete(teamId);
  for (const change of membershipChanges(current, wanted, provider.id)) {
    const { teamId } = change;
    const row = and(eq(members.teamId, teamId), eq(members.userId, userId));
    if (change.kind === 'add') {
      tx.insert(members).values({ teamId, userId, role: change.role, providerId: provider.id }).run();
      recordAudit(tx, caller, { action: 'member.add', target, after: { role: change.role }, teamId });
    } else if (change.kind === 'role') {
      tx.update(members).set({ role: change.role }).where(row).run();
      revokeInvitationsOf(tx, teamId, userId, change.role);
      const { before, role } = change;
      const revokedKeys = revokeKeysOf(tx, teamId, userId, role).length;
      recordAudit(tx, caller, {
        action: 'member.role',
        target,
        before: { role: before },
        after: { role, ...(revokedKeys > 0 && { revokedKeys }) },
        teamId,
      });
    } else {
      tx.delete(members).where(row).run();
      revokeInvitationsOf(tx, teamId, userId);
      recordAudit(tx, caller, {
        action: 'member.remove',
        target,
        before: { role: change.before },
        after: { revokedKeys: revokeKeysOf(tx, teamId, userId).length },
        teamId,
      });
    }
  }
}

function owners(tx: Transaction, teamId: string): number {
  const found = tx
    .select({ owners: count() })
    .from(members)
    .where(and(eq(members.teamId, teamId), eq(members.role, 'owner')))
    .get();
  return found?.owners ?? 0;
}

function isTeam(tx: Transaction, teamId: string): boolean {
  const found = tx
    .select({ id: teams.id })
    .from(teams)
    .where(and(eq(teams.id, teamId), isNull(teams.dropAfter)))
    .get();
  return found !== undefined;
}

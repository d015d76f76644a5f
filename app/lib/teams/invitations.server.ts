// Invitations as those see them who invite: made, sent again, taken back. The link's token is never stored.
import { randomUUID } from 'node:crypto';
import { and, count, desc, eq, isNull } from 'drizzle-orm';
import type { Logger } from 'pino';
import { recordAudit } from '#app/lib/audit/record.server.ts';
import { earlier, endOfKey, keyIdOf, personBehind } from '#app/lib/auth/keys.server.ts';
import type { Role } from '#app/lib/auth/scopes.ts';
import type { Tenant } from '#app/lib/auth/tenant.server.ts';
import { AppError, toAppError } from '#app/lib/core/errors.ts';
import type { Database } from '#app/lib/db/db.server.ts';
import { immediately, type Transaction } from '#app/lib/db/immediately.ts';
import type { Mailer } from '#app/lib/net/mail.server.ts';
import { invitations, members, users } from '#drizzle/schema.ts';
import { invitationMail } from './invitation-mail.ts';
import type { Invitation, InvitationInput, InvitationLink } from './invitation-schema.ts';
import { newToken } from './invitation-token.server.ts';
import { createMailLimit } from './mail-limit.server.ts';
import { refuseInvitation, refuseInvitingKey } from './role-rules.ts';
import { refusing, standingOf } from './standing.server.ts';

export interface Invitations {
  readonly canMail: boolean;
  /** Those not accepted yet, newest first. */
  list(tenant: Tenant): Invitation[];
  /**
   * Throws `forbidden` for a role that the caller may not give, `conflict` when the address is in the team, `limit_exceeded`, and
   * `rate_limited` when the team mails too much.
   */
  create(tenant: Tenant, input: InvitationInput): Promise<InvitationLink>;
  /** A new link in place of the old, which ends, with new days. Throws as `create`, and `not_found`. */
  renew(tenant: Tenant, id: string, how: Pick<InvitationInput, 'days' | 'isMailed'>): Promise<InvitationLink>;
  /** Throws `not_found` and `forbidden`. */
  revoke(tenant: Tenant, id: string): void;
}

interface InvitationsOptions {
  readonly db: Database;
  readonly mailer: Pick<Mailer, 'isConfigured' | 'send'>;
  /** The address people use. */
  readonly url: string;
  readonly log: Logger;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
}

const DAY_MS = 86_400_000;
/** Of one team: nobody reads a longer list. */
const MOST_OPEN = 200;

type Row = typeof invitations.$inferSelect;
export function createInvitations(options: InvitationsOptions): Invitations {
  const { db, mailer, url, log, now = Date.now } = options;
  const mails = createMailLimit(db, now);
  const isOpen = (teamId: string) =>
    and(eq(invitations.teamId, teamId), isNull(invitations.acceptedAt), isNull(invitations.revokedAt));

  const show = (row: Row, invitedBy: string | null): Invitation => ({
    id: row.id,
    email: row.email,
    role: row.role,
    invitedBy,
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt.toISOString(),
    state: row.expiresAt.getTime() <= now() ? 'expired' : 'open',
  });

  function find(tx: Transaction, { teamId }: Tenant, id: string): Row {
    const found = tx
      .select()
      .from(invitations)
      .where(and(isOpen(teamId), eq(invitations.id, id)))
      .get();
    if (found === undefined) throw new AppError('not_found', 'There is no such open invitation.');
    return found;
  }

  /** Why the caller may not let somebody in as this. */
  function refuseInviting(tx: Transaction, tenant: Tenant, role: Role): void {
    if (tenant.actor.kind === 'key') refusing(refuseInvitingKey(tenant.scopes));
    refusing(refuseInvitation(standingOf(tx, tenant), role));
  }

  function refuseMail({ teamId }: Tenant, email: string | null, isMailed: boolean): void {
    if (!isMailed) return;
    if (email === null) throw new AppError('bad_request', 'Say which address to mail the invitation to.');
    if (!mailer.isConfigured)
      throw new AppError('bad_request', 'Maple cannot send mail: no mail server is set.', {
        hint: 'Copy the link and give it to the person yourself.',
      });
    const retryAfter = mails.add(teamId);
    if (retryAfter !== undefined)
      throw new AppError('rate_limited', 'Your team has mailed many invitations within an hour.', {
        retryAfter,
      });
  }

  /** Answers the link of the row's token, which is new; mails it when that is wanted. */
  async function issue(tenant: Tenant, row: Row, isMailed: boolean, token: string): Promise<InvitationLink> {
    const invitation = show(row, addressOf(row.invitedBy));
    const link = linkOf(token);
    if (!isMailed || row.email === null) return { ...invitation, link, problem: null };
    const invitedBy = tenant.actor.kind === 'user' ? tenant.actor.name : tenant.teamName;
    try {
      const mail = invitationMail({ teamName: tenant.teamName, invitedBy, link, expiresAt: row.expiresAt });
      await mailer.send({ to: row.email, ...mail });
      return { ...invitation, link: null, problem: null };
    } catch (error) {
      log.warn({ err: error, team: tenant.teamId }, 'an invitation could not be mailed');
      // The mailed kind of token proves a mailbox, so it must not be shown: another one takes its place.
      const shown = newToken('shown');
      db.update(invitations).set({ tokenHash: shown.hash }).where(eq(invitations.id, row.id)).run();
      return { ...invitation, link: linkOf(shown.token), problem: toAppError(error).message };
    }
  }

  function addressOf(userId: string | null): string | null {
    if (userId === null) return null;
    return db.select({ email: users.email }).from(users).where(eq(users.id, userId)).get()?.email ?? null;
  }

  /** In the fragment, which no browser sends: the token is in no server's log and in no Referer. */
  const linkOf = (token: string) => `${url}/invite#${token}`;
  const until = (days: number) => new Date(now() + days * DAY_MS);

  return {
    canMail: mailer.isConfigured,

    list: ({ teamId }) =>
      db
        .select({ row: invitations, invitedBy: users.email })
        .from(invitations)
        .leftJoin(users, eq(users.id, invitations.invitedBy))
        .where(isOpen(teamId))
        .orderBy(desc(invitations.createdAt), invitations.id)
        .all()
        .map(({ row, invitedBy }) => show(row, invitedBy)),

    async create(tenant, { role, email, days, isMailed }) {
      refuseMail(tenant, email, isMailed);
      const { teamId } = tenant;
      const { token, hash } = newToken(isMailed ? 'mailed' : 'shown');
      const row = immediately(db, (tx) => {
        refuseInviting(tx, tenant, role);
        if (email !== null) refuseMember(tx, teamId, email);
        const open = tx.select({ count: count() }).from(invitations).where(isOpen(teamId)).get();
        if ((open?.count ?? 0) >= MOST_OPEN)
          throw new AppError('limit_exceeded', `A team can have ${MOST_OPEN} open invitations.`, {
            hint: 'Revoke some that nobody will use.',
          });
        const created = tx
          .insert(invitations)
          .values({
            id: randomUUID(),
            teamId,
            ...{ email, role, tokenHash: hash },
            // Who is removed loses what they began, also through a key.
            invitedBy: personBehind(tx, tenant),
            keyId: keyIdOf(tenant),
            createdAt: new Date(now()),
            expiresAt: earlier(until(days), endOfKey(tx, tenant)),
          })
          .returning()
          .get();
        audit(tx, tenant, 'invitation.create', created, { role, expiresAt: created.expiresAt.toISOString() });
        return created;
      });
      return issue(tenant, row, isMailed, token);
    },

    async renew(tenant, id, { days, isMailed }) {
      const { email } = immediately(db, (tx) => find(tx, tenant, id));
      refuseMail(tenant, email, isMailed);
      const { token, hash } = newToken(isMailed ? 'mailed' : 'shown');
      const row = immediately(db, (tx) => {
        const found = find(tx, tenant, id);
        refuseInviting(tx, tenant, found.role);
        const renewed = tx
          .update(invitations)
          .set({
            tokenHash: hash,
            expiresAt: earlier(until(days), endOfKey(tx, tenant)),
            // Whoever sends it again stands for it.
            invitedBy: personBehind(tx, tenant),
            keyId: keyIdOf(tenant),
          })
          .where(eq(invitations.id, id))
          .returning()
          .get();
        audit(tx, tenant, 'invitation.renew', renewed, { expiresAt: renewed.expiresAt.toISOString() });
        return renewed;
      });
      return issue(tenant, row, isMailed, token);
    },

    revoke: (tenant, id) =>
      immediately(db, (tx) => {
        const found = find(tx, tenant, id);
        refusing(refuseInvitation(standingOf(tx, tenant), found.role));
        tx.update(invitations)
          .set({ revokedAt: new Date(now()) })
          .where(eq(invitations.id, id))
          .run();
        audit(tx, tenant, 'invitation.revoke', found, undefined);
      }),
  };
}

function refuseMember(tx: Transaction, teamId: string, email: string): void {
  const found = tx
    .select({ userId: members.userId })
    .from(members)
    .innerJoin(users, eq(users.id, members.userId))
    .where(and(eq(members.teamId, teamId), eq(users.email, email)))
    .get();
  if (found !== undefined) throw new AppError('conflict', `${email} is in the team already.`);
}

function audit(
  tx: Transaction,
  tenant: Tenant,
  action: `invitation.${string}`,
  { id, email }: Row,
  after: { readonly role?: Role; readonly expiresAt: string } | undefined,
): void {
  const target = { kind: 'invitation', id, name: email ?? 'whoever has the link' };
  recordAudit(tx, tenant, { action, target, ...(after && { after }) });
}

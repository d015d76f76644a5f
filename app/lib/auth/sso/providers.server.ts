// The identity providers of the installation: kept with their secret sealed, and which of them has the say over a domain.
import { randomUUID } from 'node:crypto';
import { asc, eq, sql } from 'drizzle-orm';
import { accounts, identityProviders, members, sessions, users, verifications } from '#drizzle/schema.ts';
import { recordAudit } from '../../audit/record.server.ts';
import { AppError } from '../../core/errors.ts';
import type { Database } from '../../db/db.server.ts';
import { immediately, type Transaction } from '../../db/immediately.ts';
import { domainOf } from '../email.ts';
import {
  type IdentityProviderInput,
  type IdentityProviderSettings,
  isElsewhere,
} from '../provider-settings.ts';
import type { Sealer } from '../seal.server.ts';
import { endChallenges } from '../sessions.server.ts';
import type { Person } from '../tenant.server.ts';

/** A provider as administrators see it: without its secret. */
export interface IdentityProvider {
  readonly id: string;
  readonly name: string;
  readonly preset: 'oidc' | 'google' | 'github';
  readonly issuer: string;
  readonly clientId: string;
  readonly isEnabled: boolean;
  readonly settings: IdentityProviderSettings;
}

export interface IdentityProviders {
  list(): IdentityProvider[];
  get(id: string): IdentityProvider | undefined;
  /** The client secret; throws `unavailable` when it was sealed with another key. */
  secretOf(id: string): string;
  /** The client secret for a change that is tried before it is saved. Throws as `secretOf`, and `bad_request` when it has to be entered. */
  secretToTry(input: IdentityProviderInput, id?: string): string;
  /**
   * Makes one, or changes the one with the id; without a secret the stored one stays. With another kind or issuer it is another provider:
   * the secret has to be entered, and the accounts at the old one are no longer linked. When it is enforced, sessions of people of its
   * domains end that were not begun there. Audited. Throws AppErrors.
   */
  save(person: Person, input: IdentityProviderInput, id?: string): IdentityProvider;
  /** Removes it with the accounts at it; the memberships that it gave stay. Audited. Throws `not_found`. */
  remove(person: Person, id: string): void;
  /** The enabled provider that people with this address have to use, if there is one. */
  enforcedFor(email: string): IdentityProvider | undefined;
  /** Whether this person may not use a password, passkey or reset link. Who administrates the installation always may. */
  isBoundElsewhere(email: string): boolean;
}

/** How accounts at a provider are marked in the table of accounts. */
export function accountProviderOf(providerId: string): string {
  return `sso:${providerId}`;
}

export function createIdentityProviders(db: Database, sealer: Sealer): IdentityProviders {
  const toProvider = (row: typeof identityProviders.$inferSelect): IdentityProvider => ({
    id: row.id,
    name: row.name,
    preset: row.preset,
    issuer: row.issuer,
    clientId: row.clientId,
    isEnabled: row.isEnabled,
    settings: row.settings,
  });
  const find = (id: string) => db.select().from(identityProviders).where(eq(identityProviders.id, id)).get();
  const list = () =>
    db
      .select()
      .from(identityProviders)
      .orderBy(asc(sql`lower(${identityProviders.name})`), asc(identityProviders.id))
      .all()
      .map(toProvider);

  function enforcedFor(email: string): IdentityProvider | undefined {
    const domain = domainOf(email);
    return list().find((provider) => isEnforced(provider) && provider.settings.domains.includes(domain));
  }

  function secretOf(id: string): string {
    const row = find(id);
    const secret = row && sealer.open(row.sealedClientSecret, ['identity provider', id]);
    if (secret !== undefined) return secret;
    throw new AppError('unavailable', 'The client secret cannot be read: it was sealed with another key.', {
      hint: 'Enter it again under Settings → Single sign-on.',
    });
  }

  function checkSecret(before: IdentityProvider | undefined, input: IdentityProviderInput): void {
    if (input.clientSecret !== undefined) return;
    if (before === undefined) throw new AppError('bad_request', 'Enter the client secret.');
    if (isElsewhere(before, input))
      throw new AppError(
        'bad_request',
        'Enter the client secret of the new issuer: the stored one is not sent to another.',
      );
  }

  return {
    list,
    secretOf,
    secretToTry(input, id) {
      const row = id === undefined ? undefined : find(id);
      checkSecret(row, input);
      return input.clientSecret ?? secretOf(id ?? '');
    },
    get(id) {
      const row = find(id);
      return row && toProvider(row);
    },
    save(person, input, id) {
      const { clientSecret, ...shown } = input;
      const before = id === undefined ? undefined : find(id);
      if (id !== undefined && before === undefined) throw notFound();
      const newId = id ?? randomUUID();
      checkSecret(before, input);
      const isMoved = before !== undefined && isElsewhere(before, input);
      const sealed =
        clientSecret === undefined
          ? (before?.sealedClientSecret ?? '')
          : sealer.seal(clientSecret, ['identity provider', newId]);
      const values = { ...shown, sealedClientSecret: sealed };
      immediately(db, (tx) => {
        if (before === undefined)
          tx.insert(identityProviders)
            .values({ id: newId, ...values })
            .run();
        else tx.update(identityProviders).set(values).where(eq(identityProviders.id, newId)).run();
        const unlinked = isMoved ? unlink(tx, newId) : 0;
        const endedSessions = endSessionsElsewhere(tx, { ...shown, id: newId }, isMoved);
        recordAudit(tx, person, {
          action: before === undefined ? 'provider.create' : 'provider.update',
          target: { kind: 'provider', id: newId, name: input.name },
          before: before && toProvider(before),
          after: {
            ...shown,
            ...(clientSecret !== undefined && { clientSecret: 'changed' }),
            ...(isMoved && { unlinkedPeople: unlinked }),
            ...(isEnforced(shown) && { endedSessions }),
          },
          teamId: null,
        });
      });
      return { id: newId, ...shown };
    },
    remove(person, id) {
      immediately(db, (tx) => {
        const before = tx.select().from(identityProviders).where(eq(identityProviders.id, id)).get();
        if (before === undefined) throw notFound();
        unlink(tx, id);
        // What it gave is from now on like what a person gave: nobody loses access by this.
        tx.update(members).set({ providerId: null }).where(eq(members.providerId, id)).run();
        tx.delete(identityProviders).where(eq(identityProviders.id, id)).run();
        recordAudit(tx, person, {
          action: 'provider.delete',
          target: { kind: 'provider', id, name: before.name },
          before: toProvider(before),
          teamId: null,
        });
      });
    },
    enforcedFor,
    isBoundElsewhere(email) {
      if (enforcedFor(email) === undefined) return false;
      const user = db
        .select({ isInstanceAdmin: users.isInstanceAdmin })
        .from(users)
        .where(eq(users.email, email))
        .get();
      return user?.isInstanceAdmin !== true;
    },
  };
}

function isEnforced({ isEnabled, settings }: Pick<IdentityProvider, 'isEnabled' | 'settings'>): boolean {
  return isEnabled && settings.isEnforced;
}

/**
 * Ends the sessions of people of the domains of an enforced provider that were not begun there, with `isMoved` all of them; how many
 * there were. Who administrates the installation may use a password all the same.
 */
function endSessionsElsewhere(
  tx: Transaction,
  provider: Pick<IdentityProvider, 'id' | 'isEnabled' | 'settings'>,
  isMoved: boolean,
): number {
  if (!isEnforced(provider)) return 0;
  // Those that wait for their code are not in the table of sessions yet.
  const waiting = tx
    .select({ id: users.id, email: users.email })
    .from(verifications)
    .innerJoin(users, eq(users.id, verifications.value))
    .where(eq(users.isInstanceAdmin, false))
    .all();
  for (const { id, email } of waiting)
    if (provider.settings.domains.includes(domainOf(email))) endChallenges(tx, id);
  const ended = tx
    .select({ id: sessions.id, email: users.email, providerId: sessions.providerId })
    .from(sessions)
    .innerJoin(users, eq(users.id, sessions.userId))
    .where(eq(users.isInstanceAdmin, false))
    .all()
    .filter(({ providerId }) => isMoved || providerId !== provider.id)
    .filter(({ email }) => provider.settings.domains.includes(domainOf(email)));
  for (const { id } of ended) tx.delete(sessions).where(eq(sessions.id, id)).run();
  return ended.length;
}

/** Ends the accounts at a provider; how many there were. */
function unlink(tx: Transaction, providerId: string): number {
  return tx
    .delete(accounts)
    .where(eq(accounts.providerId, accountProviderOf(providerId)))
    .run().changes;
}

function notFound(): AppError {
  return new AppError('not_found', 'There is no such provider.');
}

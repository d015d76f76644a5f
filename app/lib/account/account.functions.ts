// The server functions of signing in and of a person's own account.
import { createServerFn } from '@tanstack/react-start';
import { getRequestHeaders } from '@tanstack/react-start/server';
import { app } from '#app/boot.server.ts';
import { personMiddleware, publicMiddleware } from '#app/lib/api/tenant-middleware.ts';
import { byId, emailQuestion, linkQuestion, nameChange } from './schema.ts';

/** What the sign-in page offers, for anybody. */
export const getSignInOptions = createServerFn({ method: 'GET' })
  .middleware([publicMiddleware])
  .handler(() => app().accounts.signInOptions());

/** Where people with this address have to sign in, if that is settled; for anybody. */
export const getProviderFor = createServerFn({ method: 'POST' })
  .middleware([publicMiddleware])
  .validator(emailQuestion)
  .handler(({ data }) => app().accounts.providerFor(data.email) ?? null);

/** Whether a reset link is still good, for anybody who has it. */
export const getResetState = createServerFn({ method: 'POST' })
  .middleware([publicMiddleware])
  .validator(linkQuestion)
  .handler(({ data }) => ({ isGood: app().auth.reset.isGood(data.token) }));

const sessionId = () => app().auth.sessionId(new Headers(getRequestHeaders() as HeadersInit));

export const getAccount = createServerFn({ method: 'GET' })
  .middleware([personMiddleware])
  .handler(async ({ context }) => app().accounts.of(context.person, await sessionId()));

export const renameSelf = createServerFn({ method: 'POST' })
  .middleware([personMiddleware])
  .validator(nameChange)
  .handler(({ data, context }) => app().accounts.rename(context.person, data.name));

export const revokeSession = createServerFn({ method: 'POST' })
  .middleware([personMiddleware])
  .validator(byId)
  .handler(({ data, context }) => app().accounts.revokeSession(context.person, data.id));

export const revokeOtherSessions = createServerFn({ method: 'POST' })
  .middleware([personMiddleware])
  .handler(async ({ context }) => app().accounts.revokeOthers(context.person, await sessionId()));

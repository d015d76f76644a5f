// The server functions of Settings → Single sign-on. For who administrates the installation.
import { createServerFn } from '@tanstack/react-start';
import { app } from '#app/boot.server.ts';
import { instanceMiddleware } from '#app/lib/api/tenant-middleware.ts';
import { callbackUrl } from '#app/lib/auth/sso/sso-plugin.server.ts';
import { byId, emailQuestion, providerChange } from './schema.ts';

/** All providers, the teams that groups can lead to, and where a provider sends people back to. */
export const getProviderSettings = createServerFn({ method: 'GET' })
  .middleware([instanceMiddleware])
  .handler(() => ({
    providers: app().auth.providers.list(),
    teams: app().accounts.teams(),
    /** With `{id}` for the id of the provider. */
    callback: callbackUrl(app().config.url, '{id}'),
  }));

export const saveProvider = createServerFn({ method: 'POST' })
  .middleware([instanceMiddleware])
  .validator(providerChange)
  .handler(({ data, context }) => app().auth.providers.save(context.person, data.provider, data.id));

export const deleteProvider = createServerFn({ method: 'POST' })
  .middleware([instanceMiddleware])
  .validator(byId)
  .handler(({ data, context }) => app().auth.providers.remove(context.person, data.id));

/** Asks the provider for its addresses and keys. Nothing is saved. */
export const testProvider = createServerFn({ method: 'POST' })
  .middleware([instanceMiddleware])
  .validator(providerChange)
  .handler(({ data }) => app().auth.testProvider(data.provider, data.id));

/** A link that sets a new password for somebody. */
export const createResetLink = createServerFn({ method: 'POST' })
  .middleware([instanceMiddleware])
  .validator(emailQuestion)
  .handler(({ data, context }) => {
    const { url, expiresAt } = app().auth.reset.createLink(context.person, data.email);
    return { url, expiresAt: expiresAt.toISOString() };
  });

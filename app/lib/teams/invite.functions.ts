// The server functions behind an invitation's link. They are POST, so that the token is in no address.
import { createServerFn } from '@tanstack/react-start';
import { app } from '#app/boot.server.ts';
import { personMiddleware, publicMiddleware } from '#app/lib/api/tenant-middleware.ts';
import { CLIENT_ADDRESS_HEADER, createClientAddress } from '#app/lib/auth/client-address.ts';
import type { Caller, Person } from '#app/lib/auth/tenant.server.ts';
import { toAppError } from '#app/lib/core/errors.ts';
import { invitationToken, joinInput } from './invitation-schema.ts';

/** What the link says to whoever has it, signed in or not. */
export const viewInvitation = createServerFn({ method: 'POST' })
  .middleware([publicMiddleware])
  .validator(invitationToken)
  .handler(async ({ data, context: { request } }) =>
    app().people.acceptance.view(clientOf(request), data.token, await personOf(request)),
  );

/** Joins as the one who is signed in. */
export const acceptInvitation = createServerFn({ method: 'POST' })
  .middleware([personMiddleware])
  .validator(invitationToken)
  .handler(({ data, context }) => app().people.acceptance.accept(context.person, data.token));

/** Makes an account and joins with it; the page signs in afterwards. */
export const joinByInvitation = createServerFn({ method: 'POST' })
  .middleware([publicMiddleware])
  .validator(joinInput)
  .handler(({ data, context }) => app().people.acceptance.join(clientOf(context.request), data));

function clientOf({ headers }: Request): Caller['client'] {
  const address = createClientAddress(app().config.trustedProxies);
  return {
    address: address(headers.get(CLIENT_ADDRESS_HEADER) ?? '', headers.get('x-forwarded-for')),
    userAgent: headers.get('user-agent') ?? '',
  };
}

async function personOf(request: Request): Promise<Person | undefined> {
  try {
    return await app().tenants.personOf(request);
  } catch (thrown) {
    const { code } = toAppError(thrown);
    if (code === 'unauthorized' || code === 'forbidden') return undefined;
    throw thrown;
  }
}

// The server functions that stand before every screen: who is looking, the first set-up, and the program's health.
import { createServerFn } from '@tanstack/react-start';
import { app } from '#app/boot.server.ts';
import { publicMiddleware } from '#app/lib/api/tenant-middleware.ts';
import { SetupInput } from '#app/lib/auth/setup.server.ts';
import { viewer } from './viewer.server.ts';

/** Whether Maple is set up, and who is signed in. */
export const getViewer = createServerFn({ method: 'GET' })
  .middleware([publicMiddleware])
  .handler(({ context }) => viewer(app(), context.request));

/** Creates the owner, once. Fails with `conflict` afterwards, with `forbidden` when the token is wrong. */
export const completeSetup = createServerFn({ method: 'POST' })
  .middleware([publicMiddleware])
  .validator(SetupInput)
  .handler(({ data, context }) => app().setup.complete(data, context.request.headers));

/** The state of the parts, for the banner. */
export const getHealth = createServerFn({ method: 'GET' })
  .middleware([publicMiddleware])
  .handler(async () => {
    const { status, version, components } = await app().health();
    return { status, version, components };
  });

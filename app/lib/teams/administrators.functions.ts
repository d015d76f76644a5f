// The server functions about who administrates the installation.
import { createServerFn } from '@tanstack/react-start';
import { app } from '#app/boot.server.ts';
import { instanceMiddleware } from '#app/lib/api/tenant-middleware.ts';
import { administratorById, administratorEmail } from './administrator-schema.ts';
import { secondFactorRule } from './team-schema.ts';

/** By name. */
export const listAdministrators = createServerFn({ method: 'GET' })
  .middleware([instanceMiddleware])
  .handler(() => app().people.administrators.list());

/** Whether they get in only with a second factor. */
export const getAdministratorRule = createServerFn({ method: 'GET' })
  .middleware([instanceMiddleware])
  .handler(() => ({ isRequired: app().people.secondFactor.forAdministrators() }));

/** Fails with `conflict` for who signed in by a password alone. */
export const requireOfAdministrators = createServerFn({ method: 'POST' })
  .middleware([instanceMiddleware])
  .validator(secondFactorRule)
  .handler(({ data, context }) =>
    app().people.secondFactor.setForAdministrators(context.person, data.isRequired),
  );

/** Makes somebody an administrator who has an account. Fails with `not_found`. */
export const addAdministrator = createServerFn({ method: 'POST' })
  .middleware([instanceMiddleware])
  .validator(administratorEmail)
  .handler(({ data, context }) => app().people.administrators.add(context.person, data.email));

/** Fails with `conflict` for the last one. */
export const removeAdministrator = createServerFn({ method: 'POST' })
  .middleware([instanceMiddleware])
  .validator(administratorById)
  .handler(({ data, context }) => app().people.administrators.remove(context.person, data.userId));

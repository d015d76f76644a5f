// The server functions of administrators of the installation: all its teams.
import { createServerFn } from '@tanstack/react-start';
import { app } from '#app/boot.server.ts';
import { instanceMiddleware } from '#app/lib/api/tenant-middleware.ts';
import { slugRequest, teamById, teamDeletionById, teamInput } from './team-schema.ts';

/** The default team first, then by name. */
export const listTeams = createServerFn({ method: 'GET' })
  .middleware([instanceMiddleware])
  .handler(({ context }) => app().people.listAll(context.person));

/** What a new team of this name would be called in addresses, and whether it can be. */
export const previewSlug = createServerFn({ method: 'GET' })
  .middleware([instanceMiddleware])
  .validator(slugRequest)
  .handler(({ data }) => app().people.teams.preview(data.name, data.slug));

/** Makes a team with its database. Fails with `conflict` when the slug is taken. */
export const createTeam = createServerFn({ method: 'POST' })
  .middleware([instanceMiddleware])
  .validator(teamInput)
  .handler(({ data, context }) => app().people.teams.create(context.person, data));

/** Asks for the name. Answers until when the team can be brought back. */
export const deleteAnyTeam = createServerFn({ method: 'POST' })
  .middleware([instanceMiddleware])
  .validator(teamDeletionById)
  .handler(({ data, context }) => ({
    dropAfter: app().people.teams.remove(context.person, data.id, data.confirm).toISOString(),
  }));

export const restoreTeam = createServerFn({ method: 'POST' })
  .middleware([instanceMiddleware])
  .validator(teamById)
  .handler(({ data, context }) => app().people.teams.restore(context.person, data.id));

/** Makes the caller an owner of a team. */
export const takeOverTeam = createServerFn({ method: 'POST' })
  .middleware([instanceMiddleware])
  .validator(teamById)
  .handler(({ data, context }) => app().people.teams.takeOver(context.person, data.id));

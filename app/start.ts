// What TanStack Start runs around every request: protection of server functions against other sites, and our errors.
import { createCsrfMiddleware, createMiddleware, createStart } from '@tanstack/react-start';
import { currentTeam } from './components/shell/current-team.ts';
import { appErrorAdapter } from './lib/api/error-adapter.ts';
import { TEAM_HEADER } from './lib/auth/team-address.ts';

const csrf = createCsrfMiddleware({ filter: ({ handlerType }) => handlerType === 'serverFn' });

/** Every server function is told in which team the page acts. */
const team = createMiddleware({ type: 'function' }).client(({ next }) =>
  next({ headers: { [TEAM_HEADER]: currentTeam() ?? '' } }),
);

export const startInstance = createStart(() => ({
  requestMiddleware: [csrf],
  functionMiddleware: [team],
  serializationAdapters: [appErrorAdapter],
}));

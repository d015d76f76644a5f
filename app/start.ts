// What TanStack Start runs around every request: protection of server functions against other sites, and our errors.
import { createCsrfMiddleware, createStart } from '@tanstack/react-start';
import { appErrorAdapter } from './lib/api/error-adapter.ts';

const csrf = createCsrfMiddleware({ filter: ({ handlerType }) => handlerType === 'serverFn' });

export const startInstance = createStart(() => ({
  requestMiddleware: [csrf],
  serializationAdapters: [appErrorAdapter],
}));

// What TanStack Start runs around every request: protection of server functions against other sites.
import { createCsrfMiddleware, createStart } from '@tanstack/react-start';

const csrf = createCsrfMiddleware({ filter: ({ handlerType }) => handlerType === 'serverFn' });

export const startInstance = createStart(() => ({ requestMiddleware: [csrf] }));

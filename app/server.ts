// TanStack Start's server entry: every request of the web port passes here.
import handler, { createServerEntry } from '@tanstack/react-start/server-entry';

export { boot } from './boot.server.ts';

export default createServerEntry({
  fetch: (request) => handler.fetch(request),
});

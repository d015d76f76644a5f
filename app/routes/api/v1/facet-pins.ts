// GET and PUT /api/v1/facet-pins.
import { createFileRoute } from '@tanstack/react-router';
import { app } from '#app/boot.server.ts';
import { apiRoute } from '#app/lib/api/route.server.ts';
import { facetPins, facetPinsInput, facetPinsRequest } from '#app/lib/saved/schema.ts';

const path = '/api/v1/facet-pins';

const get = apiRoute({
  path,
  methods: ['GET'],
  summary: 'The pinned facets of a source: those of the team and one’s own',
  scope: 'read',
  input: facetPinsRequest,
  output: facetPins,
  handler: ({ tenant, input }) => app().facetPins.get(tenant, input.source),
});

const put = apiRoute({
  path,
  methods: ['PUT'],
  summary: 'Replaces one list of pinned facets; that of the team needs the scope write',
  scope: 'read',
  input: facetPinsInput,
  output: facetPins,
  handler: ({ tenant, input }) => app().facetPins.set(tenant, input),
});

export const Route = createFileRoute('/api/v1/facet-pins')({ server: { handlers: { ...get, ...put } } });

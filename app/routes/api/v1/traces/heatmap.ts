// GET and POST /api/v1/traces/heatmap.
import { createFileRoute } from '@tanstack/react-router';
import { app } from '#app/boot.server.ts';
import { apiRoute } from '#app/lib/api/route.server.ts';
import { traceHeatmap } from '#app/lib/traces/heatmap.server.ts';
import { heatmapRequest, heatmapResponse } from '#app/lib/traces/schema.ts';

export const Route = createFileRoute('/api/v1/traces/heatmap')({
  server: {
    handlers: apiRoute({
      path: '/api/v1/traces/heatmap',
      summary: 'How many matching spans fall into each cell of time and duration',
      scope: 'read',
      input: heatmapRequest,
      output: heatmapResponse,
      handler: ({ tenant, input, signal }) => traceHeatmap(app().traces, tenant, input, signal),
    }),
  },
});

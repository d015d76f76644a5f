// The server functions of the trace screens.
import { createServerFn } from '@tanstack/react-start';
import { app } from '#app/boot.server.ts';
import { tenantMiddleware } from '#app/lib/api/tenant-middleware.ts';
import { traceDifferences as differences } from './differences.server.ts';
import { traceHeatmap as heatmap } from './heatmap.server.ts';
import { matchTrace as match } from './match.server.ts';
import { spanPercentile as percentile } from './percentile.server.ts';
import { traceRed as red } from './red.server.ts';
import {
  differencesRequest,
  heatmapRequest,
  percentileRequest,
  redRequest,
  spanGetRequest,
  spanSearchRequest,
  traceMatchRequest,
  traceSearchRequest,
} from './schema.ts';
import { searchTraces as traces } from './search.server.ts';
import { traceSpan as span } from './span.server.ts';
import { searchSpans as spans } from './spans.server.ts';

/** One page of traces. Fails with `bad_request` and a position when the query has a mistake. */
export const searchTraces = createServerFn({ method: 'POST' })
  .middleware([tenantMiddleware('read')])
  .validator(traceSearchRequest)
  .handler(({ data, context }) => traces(app().traces, context.tenant, data, context.signal));

/** One page of spans. */
export const searchSpans = createServerFn({ method: 'POST' })
  .middleware([tenantMiddleware('read')])
  .validator(spanSearchRequest)
  .handler(({ data, context }) => spans(app().traces, context.tenant, data, context.signal));

/** Rate, errors and duration over time. */
export const traceRed = createServerFn({ method: 'POST' })
  .middleware([tenantMiddleware('read')])
  .validator(redRequest)
  .handler(({ data, context }) => red(app().traces, context.tenant, data, context.signal));

/** Spans by time and duration. */
export const traceHeatmap = createServerFn({ method: 'POST' })
  .middleware([tenantMiddleware('read')])
  .validator(heatmapRequest)
  .handler(({ data, context }) => heatmap(app().traces, context.tenant, data, context.signal));

/** How the spans of a box differ from the others. */
export const traceDifferences = createServerFn({ method: 'POST' })
  .middleware([tenantMiddleware('read')])
  .validator(differencesRequest)
  .handler(({ data, context }) => differences(app().traces, context.tenant, data, context.signal));

/** One span whole. Fails with `not_found` for an unknown trace or span. */
export const traceSpan = createServerFn({ method: 'POST' })
  .middleware([tenantMiddleware('read')])
  .validator(spanGetRequest)
  .handler(({ data, context }) => span(app().traces, context.tenant, data, context.signal));

/** The spans of a trace that a search matches. */
export const matchTrace = createServerFn({ method: 'POST' })
  .middleware([tenantMiddleware('read')])
  .validator(traceMatchRequest)
  .handler(({ data, context }) => match(app().traces, context.tenant, data, context.signal));

/** Where a duration stands among those of its operation. */
export const spanPercentile = createServerFn({ method: 'POST' })
  .middleware([tenantMiddleware('read')])
  .validator(percentileRequest)
  .handler(({ data, context }) => percentile(app().traces, context.tenant, data, context.signal));

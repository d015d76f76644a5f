// What the service screens and the API ask about services, their errors and who calls whom, and what they are answered.
import { z } from 'zod';
import { statistics, timeInput } from '#app/lib/reading/schema.ts';

const range = z.object({
  from: timeInput.default('now-1h'),
  to: timeInput.default('now'),
  environment: z.string().max(200).default('').describe('deployment.environment.name; empty: all'),
  /** Chosen by the client, so that it can ask for progress and cancel. */
  operationId: z.uuid().optional().describe('Names the work for /api/v1/queries/{id}: progress and cancel'),
});
const count = z.number();
const nanoseconds = z.number();
/** 0 to 1. */
const share = z.number();

/** Requests are the Server and Consumer spans of a service; all of its spans where it has neither. */
const red = z.object({
  requests: count,
  errors: count,
  /** Requests per second. */
  rate: z.number(),
  errorRate: share,
  p50: nanoseconds,
  p95: nanoseconds,
  p99: nanoseconds,
});
export type Red = z.output<typeof red>;

/** The request of `/api/v1/traces/services`. */
export const serviceListRequest = range.extend({
  apdexMs: z
    .number()
    .min(1)
    .max(600_000)
    .default(500)
    .describe('Satisfied up to this, tolerating up to four times this'),
  points: z.number().int().min(0).max(120).default(30).describe('Points of the sparklines; 0: none'),
});
export type ServiceListRequest = z.output<typeof serviceListRequest>;

const sparkline = z.object({
  /** Where it begins. The range may begin within the first one, and end within the last. */
  ms: count,
  requests: count,
  errors: count,
  p50: nanoseconds.nullable(),
  p95: nanoseconds.nullable(),
  p99: nanoseconds.nullable(),
});
export const serviceEntry = red.extend({
  name: z.string(),
  /** 0 to 1; null without requests. */
  apdex: z.number().nullable(),
  /** The same for the period of equal length before; null when there was nothing. */
  before: red.nullable(),
  points: z.array(sparkline),
  /** When its last span began, epoch milliseconds, to the minute. */
  lastSeenMs: count,
});
export type ServiceEntry = z.output<typeof serviceEntry>;
export const serviceListResponse = z.object({
  services: z.array(serviceEntry),
  environments: z.array(z.string()).describe('All that were seen in the range'),
  fromMs: count.describe(
    'What was counted begins here: with a whole minute, of six hours and more a quarter of an hour, of a day and more an hour',
  ),
  toMs: count,
  intervalMs: count,
  statistics,
});
export type ServiceListResponse = z.output<typeof serviceListResponse>;

const serviceName = z.string().min(1).max(1_000);

/** The request of `/api/v1/services/service`: operations over time. */
export const serviceRequest = serviceListRequest.extend({ service: serviceName });
export type ServiceRequest = z.output<typeof serviceRequest>;
export const serviceResponse = z.object({
  service: serviceEntry,
  operations: z.array(
    red.extend({
      name: z.string(),
      kind: z.string(),
      before: red.nullable(),
      /** Share of the time that all requests of the service took. */
      timeShare: share,
      points: z.array(sparkline),
    }),
  ),
  /** Changes of service.version: when the first span of a version came. */
  deploys: z.array(z.object({ ms: count, version: z.string(), previous: z.string().nullable() })),
  instances: z.array(
    z.object({
      /** Pod, container, host or instance id: whatever is known. */
      id: z.string(),
      pod: z.string(),
      host: z.string(),
      version: z.string(),
      spans: count,
      errors: count,
      p95: nanoseconds,
      lastSeenMs: count,
    }),
  ),
  /** Instances are those of the range's end: from here on. */
  instancesFromMs: count,
  fromMs: count,
  toMs: count,
  intervalMs: count,
  statistics,
});
export type ServiceResponse = z.output<typeof serviceResponse>;

/** The request of `/api/v1/services/errors`: exceptions grouped by what makes them the same. */
export const errorGroupsRequest = range.extend({
  service: z.string().max(1_000).default('').describe('Empty: all'),
  limit: z.number().int().min(1).max(500).default(50),
});
export type ErrorGroupsRequest = z.output<typeof errorGroupsRequest>;
export const errorGroupsResponse = z.object({
  groups: z.array(
    z.object({
      /** Hash of service, type, normalised message and top frame, as hexadecimal digits. */
      fingerprint: z.string(),
      service: z.string(),
      type: z.string(),
      /** Numbers, ids and quoted texts are replaced by `?`. */
      message: z.string(),
      topFrame: z.string(),
      count: count,
      /** Within the retention, not only in the range. Epoch milliseconds. */
      firstSeenMs: count,
      lastSeenMs: count,
      example: z.object({ traceId: z.string(), spanId: z.string(), message: z.string(), ms: count }),
      points: z.array(z.object({ ms: count, count })),
      /** A search for the spans of this group, in all environments. */
      query: z.string(),
    }),
  ),
  isCut: z.boolean(),
  intervalMs: count,
  fromMs: count,
  toMs: count,
  statistics,
});
export type ErrorGroupsResponse = z.output<typeof errorGroupsResponse>;

/** The request of `/api/v1/services/map`. */
export const serviceMapRequest = range.extend({
  service: z.string().max(1_000).default('').describe('Only this one and those it talks to directly'),
});
export type ServiceMapRequest = z.output<typeof serviceMapRequest>;

export const NODE_KINDS = ['service', 'database', 'cache', 'queue', 'external', 'user'] as const;
export const serviceMapResponse = z.object({
  nodes: z.array(
    z.object({
      /** `service:cart`, `database:postgresql/orders`, `queue:kafka/orders`, `external:api.stripe.com`. */
      id: z.string(),
      name: z.string(),
      kind: z.enum(NODE_KINDS),
      /** `postgresql`, `kafka`, `redis`: for the icon and the label; '' for services. */
      system: z.string(),
      /** Calls that came in over edges; a service's own requests where nothing calls it. */
      calls: count,
      errors: count,
    }),
  ),
  edges: z.array(
    z.object({
      source: z.string(),
      target: z.string(),
      calls: count,
      errors: count,
      /** As the caller saw it where it did, else as the one who was called did. */
      p50: nanoseconds,
      p95: nanoseconds,
      p99: nanoseconds,
      /** A search for the spans of this edge. */
      query: z.string(),
    }),
  ),
  environments: z.array(z.string()),
  fromMs: count,
  toMs: count,
  /** How much of the range is past. */
  pastMs: count,
  /** Of how much of that calls have been counted; the rest follows, the newest within half a minute. */
  countedMs: count,
  statistics,
});
export type ServiceMapResponse = z.output<typeof serviceMapResponse>;

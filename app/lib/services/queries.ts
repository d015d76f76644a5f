// What the service screens and the map ask. `operationId` is what the server knows a question by while it runs.
import { queryOptions } from '@tanstack/react-query';
import type { z } from 'zod';
import { isTemporary, toUserError } from '#app/lib/core/user-error.ts';
import type { errorGroupsRequest, serviceListRequest, serviceMapRequest, serviceRequest } from './schema.ts';
import { listErrorGroups, listServices, readService, readServiceMap } from './services.functions.ts';

const RETRY_MS = 1_500;
const MOST_RETRIES = 80;

const common = {
  /** Ranges that end now are asked for again by whoever shows them. */
  staleTime: 10_000,
  /** While the engine restarts, ask again by itself; every other error is for the person to see. */
  retry: (failures: number, thrown: unknown) => failures < MOST_RETRIES && isTemporary(toUserError(thrown)),
  retryDelay: RETRY_MS,
};

/** Every service with its requests. */
export const serviceListOptions = (data: z.input<typeof serviceListRequest>, operationId?: string) =>
  queryOptions({
    queryKey: ['services', 'list', data],
    queryFn: ({ signal }) => listServices({ data: { ...data, operationId }, signal }),
    ...common,
  });

/** One service: operations, deploys, instances. */
export const serviceOptions = (data: z.input<typeof serviceRequest>, operationId?: string) =>
  queryOptions({
    queryKey: ['services', 'one', data],
    queryFn: ({ signal }) => readService({ data: { ...data, operationId }, signal }),
    ...common,
  });

/** Errors by fingerprint. */
export const errorGroupsOptions = (data: z.input<typeof errorGroupsRequest>, operationId?: string) =>
  queryOptions({
    queryKey: ['services', 'errors', data],
    queryFn: ({ signal }) => listErrorGroups({ data: { ...data, operationId }, signal }),
    ...common,
  });

/** Who calls whom. */
export const serviceMapOptions = (data: z.input<typeof serviceMapRequest>, operationId?: string) =>
  queryOptions({
    queryKey: ['services', 'map', data],
    queryFn: ({ signal }) => readServiceMap({ data: { ...data, operationId }, signal }),
    ...common,
  });

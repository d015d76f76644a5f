// What the audit log's page asks: page after page, each further back.
import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { readAuditLog } from './audit.functions.ts';
import type { AuditFilter, AuditPage } from './schema.ts';

/** Entries of one page on the screen. */
const ON_A_PAGE = 100;

export const auditOptions = (filter: AuditFilter) =>
  infiniteQueryOptions({
    queryKey: ['audit', filter],
    queryFn: async ({ pageParam, signal }) => {
      const cursor = pageParam === 0 ? {} : { cursor: pageParam };
      return JSON.parse(
        await readAuditLog({ data: { ...filter, ...cursor, limit: ON_A_PAGE }, signal }),
      ) as AuditPage;
    },
    initialPageParam: 0,
    getNextPageParam: ({ nextCursor }) => nextCursor,
    placeholderData: keepPreviousData,
    staleTime: 10_000,
  });

/** One entry, for a page that is opened with it; null when there is none that the viewer may see. */
export const auditEntryOptions = (id: number) =>
  queryOptions({
    queryKey: ['audit-entry', id],
    queryFn: async ({ signal }) => {
      const page = await readAuditLog({ data: { cursor: id + 1, limit: 1 }, signal });
      const [entry] = (JSON.parse(page) as AuditPage).entries;
      return entry?.id === id ? entry : null;
    },
    staleTime: Number.POSITIVE_INFINITY,
  });

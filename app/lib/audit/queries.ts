// What the audit log's page asks: page after page, each further back.
import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { readAuditLog, readInstallationAuditLog } from './audit.functions.ts';
import type { AuditFilter, AuditPage } from './schema.ts';

/** Entries of one page on the screen. */
const ON_A_PAGE = 100;

/** Whose log: that of the team that the page acts in, or that of the installation. */
export type AuditLogOf = 'team' | 'installation';

const READ = { team: readAuditLog, installation: readInstallationAuditLog };

export const auditOptions = (of: AuditLogOf, filter: AuditFilter) =>
  infiniteQueryOptions({
    queryKey: ['audit', of, filter],
    queryFn: async ({ pageParam, signal }) => {
      const cursor = pageParam === 0 ? {} : { cursor: pageParam };
      return JSON.parse(
        await READ[of]({ data: { ...filter, ...cursor, limit: ON_A_PAGE }, signal }),
      ) as AuditPage;
    },
    initialPageParam: 0,
    getNextPageParam: ({ nextCursor }) => nextCursor,
    placeholderData: keepPreviousData,
    staleTime: 10_000,
  });

/** One entry, for a page that is opened with it; null when there is none that the viewer may see. */
export const auditEntryOptions = (of: AuditLogOf, id: number) =>
  queryOptions({
    queryKey: ['audit-entry', of, id],
    queryFn: async ({ signal }) => {
      const page = await READ[of]({ data: { cursor: id + 1, limit: 1 }, signal });
      const [entry] = (JSON.parse(page) as AuditPage).entries;
      return entry?.id === id ? entry : null;
    },
    staleTime: Number.POSITIVE_INFINITY,
  });

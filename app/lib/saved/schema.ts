// Saved searches and pinned facets: what people keep for themselves or for their team.
import { z } from 'zod';

const field = z.string().trim().min(1).max(200);

/** How a search of traces is listed. */
const traceList = z.object({
  show: z.enum(['traces', 'spans']).default('traces'),
  sort: z.enum(['newest', 'slowest', 'spans', 'errors']).default('newest'),
  minDuration: z.string().max(32).default('').describe('As it is typed: 250ms'),
  maxDuration: z.string().max(32).default(''),
});
export type SavedTraceList = z.output<typeof traceList>;

/** Everything that a saved search brings back. Times as in the URL: relative ones stay relative. */
const parts = z.object({
  name: z.string().trim().min(1, 'A saved search needs a name.').max(120),
  visibility: z.enum(['private', 'team']).describe('private: only its owner sees it'),
  source: z.string().max(100),
  language: z.enum(['lucene', 'sql']),
  query: z.string().max(100_000),
  from: z.string().max(64),
  to: z.string().max(64),
  order: z.enum(['desc', 'asc']),
  columns: z.array(field).max(50),
  traces: traceList.optional().describe('Only of a search of traces; the usual list when absent'),
});

/** A new saved search. */
export const savedSearchInput = parts.extend({
  visibility: parts.shape.visibility.default('private'),
  source: parts.shape.source.default('logs'),
  language: parts.shape.language.default('lucene'),
  query: parts.shape.query.default(''),
  from: parts.shape.from.default('now-15m'),
  to: parts.shape.to.default('now'),
  order: parts.shape.order.default('desc'),
  columns: parts.shape.columns.default([]),
});
export type SavedSearchInput = z.output<typeof savedSearchInput>;

/** What changes of a saved search; the rest stays. */
export const savedSearchChanges = parts.partial().extend({ id: z.string().max(64) });
export type SavedSearchChanges = Omit<z.output<typeof savedSearchChanges>, 'id'>;

export const savedSearchId = z.object({ id: z.string().max(64) });

export const savedSearch = parts.extend({
  id: z.string(),
  ownerName: z.string().describe('Empty when a key made it'),
  isMine: z.boolean(),
  isEditable: z.boolean().describe('By the one who asks: the owner, or an admin for those of the team'),
  updatedAt: z.string().describe('RFC 3339'),
});
export type SavedSearch = z.output<typeof savedSearch>;

/** Those of the team and one's own, by name. */
export const savedSearchList = z.object({ searches: z.array(savedSearch) });

const sourceName = z.string().min(1).max(100).default('logs').describe('Id of a source');
const fieldList = z.array(field).max(50);

export const facetPinsRequest = z.object({ source: sourceName });

/** Facets at the top, in order: those of the team, then one's own. */
export const facetPins = z.object({
  user: fieldList,
  team: fieldList,
});
export type FacetPins = z.output<typeof facetPins>;

/** The whole new list of one scope; the other scope stays. */
export const facetPinsInput = z.object({
  source: sourceName,
  scope: z.enum(['user', 'team']).default('user').describe('user: only for oneself; team: needs write'),
  fields: fieldList,
});
export type FacetPinsInput = z.output<typeof facetPinsInput>;

// Saved searches and pinned facets: what people keep for themselves or for their team.
import { z } from 'zod';

const field = z.string().trim().min(1).max(200);

/** Everything that a saved search brings back. Times as in the URL: relative ones stay relative. */
export const savedSearchInput = z.object({
  name: z.string().trim().min(1).max(120),
  visibility: z.enum(['private', 'team']).default('private'),
  source: z.string().max(100).default('logs'),
  language: z.enum(['lucene', 'sql']).default('lucene'),
  query: z.string().max(100_000).default(''),
  from: z.string().max(64).default('now-15m'),
  to: z.string().max(64).default('now'),
  order: z.enum(['desc', 'asc']).default('desc'),
  columns: z.array(field).max(50).default([]),
});
export type SavedSearchInput = z.output<typeof savedSearchInput>;

export const savedSearch = savedSearchInput.extend({
  id: z.string(),
  ownerName: z.string(),
  /** Whether the one who asks may change it: the owner, or an admin for those of the team. */
  isEditable: z.boolean(),
  updatedAt: z.string().describe('RFC 3339'),
});
export type SavedSearch = z.output<typeof savedSearch>;

/** Facets at the top, in order: those of the team, then one's own. */
export const facetPins = z.object({
  user: z.array(field).max(50),
  team: z.array(field).max(50),
});
export type FacetPins = z.output<typeof facetPins>;

// Asks for facets. What is asked for at the same moment about the same records goes to the server as one question, because
// the engine then reads the records once.
import { facetLogs } from '#app/lib/logs/logs.functions.ts';
import type { LogFacetsResponse } from '#app/lib/logs/schema.ts';
import type { FixedSearch } from '../search/use-frozen-search.ts';

export interface FacetQuestion {
  readonly search: FixedSearch;
  readonly field: string;
  /** Most values. */
  readonly limit: number;
  /** Only values that contain this. */
  readonly contains: string;
}

export interface FacetAnswer {
  readonly facet: LogFacetsResponse['fields'][number];
  readonly partial: LogFacetsResponse['partial'];
}

interface Batch {
  readonly fields: Set<string>;
  readonly abort: AbortController;
  /** Those who still wait for it. */
  waiting: number;
  readonly answer: Promise<LogFacetsResponse>;
}

/** Long enough for all facets of a screen to ask. */
const GATHER_MS = 5;
const MOST_FIELDS = 50;
const gathering = new Map<string, Batch>();

/** The values of one facet. Aborting stops the work in the engine when nobody else waits for it. */
export async function loadFacet(question: FacetQuestion, signal: AbortSignal): Promise<FacetAnswer> {
  const { from, to, query, language, source } = question.search;
  const { field, limit, contains } = question;
  const request = { from, to, query, language, source, limit, contains };
  const key = JSON.stringify(request);
  const open = gathering.get(key);
  const batch = open && open.fields.size < MOST_FIELDS ? open : begin(key, request);
  batch.fields.add(field);
  batch.waiting += 1;
  signal.addEventListener('abort', () => {
    batch.waiting -= 1;
    if (batch.waiting === 0) batch.abort.abort();
  });
  const { fields } = await batch.answer;
  const facet = fields.find(({ name }) => name === field);
  if (!facet) throw new Error(`The answer has no facet ${field}.`);
  return { facet, partial: facet.partial };
}

function begin(key: string, request: Omit<Parameters<typeof facetLogs>[0]['data'], 'fields'>): Batch {
  const abort = new AbortController();
  const fields = new Set<string>();
  const answer = new Promise<void>((resolve) => setTimeout(resolve, GATHER_MS)).then(() => {
    if (gathering.get(key) === batch) gathering.delete(key);
    return facetLogs({ data: { ...request, fields: [...fields] }, signal: abort.signal });
  });
  const batch: Batch = { fields, abort, waiting: 0, answer };
  gathering.set(key, batch);
  return batch;
}

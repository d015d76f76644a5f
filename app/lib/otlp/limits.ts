// How much of what a request, a record or a resource may hold: small bodies must not keep the process busy for long.

import { AppError } from '#app/lib/core/errors.ts';

/** Resources, scopes and metrics of one request together. Empty ones take two bytes each. */
export const MAX_CONTAINERS = 100_000;

/** Log records, spans or data points of one request. */
export const MAX_RECORDS = 1_000_000;

/** Attributes of one resource, scope or record, values of one array or map in them; also events, links, exemplars. */
export const MAX_ITEMS = 10_000;

/** What one record, or one resource or scope, takes in the columns of its table. */
export const MAX_RECORD_BYTES = 4 * 1024 * 1024;

/** Objects and arrays of one JSON body: parsing makes them all, whatever they are. */
export const MAX_JSON_NODES = 3_000_000;

/** Throws `payload_too_large` for a JSON body with too many objects and arrays, before it is parsed. */
export function checkJsonNodes(body: Uint8Array): void {
  // Every one but the outermost takes three bytes, with its comma.
  if (body.length < MAX_JSON_NODES * 3) return;
  let nodes = 0;
  let isText = false;
  for (let i = 0; i < body.length; i++) {
    const byte = body[i];
    if (byte === QUOTE) isText = !isText;
    else if (isText) {
      if (byte === BACKSLASH) i++;
    } else if (byte === BRACE || byte === BRACKET) nodes++;
  }
  if (nodes > MAX_JSON_NODES) refuse(MAX_JSON_NODES, 'objects and arrays');
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const BRACE = 0x7b;
const BRACKET = 0x5b;

/** Counts what a request holds while it is read. Throws `payload_too_large` at the first one too many. */
export class RequestLimits {
  private containers = 0;
  private records = 0;

  /** Starts a request. */
  begin(): void {
    this.containers = 0;
    this.records = 0;
  }

  /** Counts a resource, a scope or a metric. */
  addContainer(): void {
    if (++this.containers > MAX_CONTAINERS) refuse(MAX_CONTAINERS, 'resources, scopes and metrics');
  }

  /** Counts a log record, a span or a data point. */
  addRecord(): void {
    if (++this.records > MAX_RECORDS) refuse(MAX_RECORDS, 'records');
  }
}

function refuse(limit: number, what: string): never {
  throw new AppError(
    'payload_too_large',
    `The request has more than ${limit.toLocaleString('en-US')} ${what}. Send smaller batches.`,
  );
}

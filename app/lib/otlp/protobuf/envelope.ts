// The part of an Export request that all signals share in protobuf: resources hold scopes, scopes hold records.

import { AppError } from '#app/lib/core/errors.ts';
import type { EncodedResource, EncodedScope, SharedParts } from '../resource.ts';
import { MAX_DEPTH } from '../values.ts';
import { type Input, readRange, readResource, readScope } from './common.ts';
import type { MessageFields } from './reader.ts';

/** What differs between signals. */
export interface Signal {
  /** `Logs`, `Spans` or `Metrics`, as in `ResourceLogs`. */
  readonly name: string;
  /** Reads one record that ends at `end`. */
  item(input: Input, end: number): void;
  /** Completes the rows of a scope. */
  endScope(resource: EncodedResource, scope: EncodedScope): void;
}

interface Fields {
  readonly request: MessageFields;
  readonly resource: MessageFields;
  readonly scope: MessageFields;
}

/** Reads a whole Export request. */
export function readRequest(input: Input, shared: SharedParts, signal: Signal): void {
  const { reader } = input;
  const end = reader.bytes.length;
  const { name } = signal;
  const fields: Fields = {
    request: { name: `Export${name}Request`, fields: { 1: `resource_${name.toLowerCase()}` } },
    resource: {
      name: `Resource${name}`,
      fields: { 1: 'resource', 2: `scope_${name.toLowerCase()}`, 3: 'schema_url' },
    },
    scope: { name: `Scope${name}`, fields: { 1: 'scope', 2: `${name.toLowerCase()}`, 3: 'schema_url' } },
  };
  while (reader.pos < end) {
    const tag = reader.tag();
    if (tag === 10) readResourceItems(input, reader.span(end), shared, signal, fields);
    else reader.skip(tag, end, fields.request);
  }
}

/** Fields may come in any order, and usually the schema URL is last: what is shared is read in a first pass. */
function readResourceItems(
  input: Input,
  end: number,
  shared: SharedParts,
  signal: Signal,
  fields: Fields,
): void {
  const { reader, texts } = input;
  const start = reader.pos;
  texts.clear();
  shared.beginResource();
  while (reader.pos < end) {
    const tag = reader.tag();
    if (tag === 10) readResource(input, reader.span(end), shared);
    else if (tag === 18) reader.pos = reader.span(end);
    else if (tag === 26) readRange(reader, end, shared.resourceSchemaUrl);
    else reader.skip(tag, end, fields.resource);
  }
  reader.finish(end);
  refuseDeepNesting(input, 'resource');
  const resource = shared.encodeResource();
  reader.pos = start;
  while (reader.pos < end) {
    const tag = reader.tag();
    if (tag === 18) readScopeItems(input, reader.span(end), shared, signal, fields, resource);
    else reader.skip(tag, end, NOTHING_KNOWN);
  }
}

function readScopeItems(
  input: Input,
  end: number,
  shared: SharedParts,
  signal: Signal,
  fields: Fields,
  resource: EncodedResource,
): void {
  const { reader, texts } = input;
  const start = reader.pos;
  texts.clear();
  shared.beginScope();
  while (reader.pos < end) {
    const tag = reader.tag();
    if (tag === 18) reader.pos = reader.span(end);
    else if (tag === 10) readScope(input, reader.span(end), shared);
    else if (tag === 26) readRange(reader, end, shared.scopeSchemaUrl);
    else reader.skip(tag, end, fields.scope);
  }
  reader.finish(end);
  refuseDeepNesting(input, 'scope');
  const scope = shared.encodeScope();
  reader.pos = start;
  while (reader.pos < end) {
    const tag = reader.tag();
    if (tag === 18) signal.item(input, reader.span(end));
    else reader.skip(tag, end, NOTHING_KNOWN);
  }
  signal.endScope(resource, scope);
}

const NOTHING_KNOWN: MessageFields = { name: 'message', fields: {} };

/** Records can be refused one by one; what they all share cannot. */
function refuseDeepNesting(input: Input, part: string): void {
  if (!input.rejections.flagged) return;
  throw new AppError('bad_request', `A ${part} has attributes nested more than ${MAX_DEPTH} levels deep.`);
}

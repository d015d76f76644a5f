// The part of an Export request that all signals share in protobuf: resources hold scopes, scopes hold records.

import type { EncodedResource, ScopeRows, SharedParts } from '../resource.ts';
import { type Input, readRange, readResource, readScope } from './common.ts';
import type { MessageFields } from './reader.ts';

/** What differs between signals. */
export interface Signal {
  /** `Logs`, `Spans` or `Metrics`, as in `ResourceLogs`. */
  readonly name: string;
  /** Reads one record that ends at `end`. */
  item(input: Input, end: number): void;
}

/** What stays the same while a request is read. */
interface Walk {
  readonly input: Input;
  readonly shared: SharedParts;
  readonly signal: Signal;
  readonly rows: ScopeRows;
  readonly resourceFields: MessageFields;
  readonly scopeFields: MessageFields;
}

/** Reads a whole Export request. */
export function readRequest(input: Input, shared: SharedParts, signal: Signal, rows: ScopeRows): void {
  const { reader } = input;
  const end = reader.bytes.length;
  const { name } = signal;
  const items = name.toLowerCase();
  const requestFields = { name: `Export${name}Request`, fields: { 1: `resource_${items}` } };
  const walk: Walk = {
    input,
    shared,
    signal,
    rows,
    resourceFields: {
      name: `Resource${name}`,
      fields: { 1: 'resource', 2: `scope_${items}`, 3: 'schema_url' },
    },
    scopeFields: { name: `Scope${name}`, fields: { 1: 'scope', 2: items, 3: 'schema_url' } },
  };
  while (reader.pos < end) {
    const tag = reader.tag();
    if (tag === 10) readResourceItems(walk, reader.span(end));
    else reader.skip(tag, end, requestFields);
  }
}

/** Fields may come in any order, and usually the schema URL is last: what is shared is read in a first pass. */
function readResourceItems(walk: Walk, end: number): void {
  const { input, shared } = walk;
  const { reader } = input;
  const start = reader.pos;
  input.texts.clear();
  shared.beginResource();
  while (reader.pos < end) {
    const tag = reader.tag();
    if (tag === 10) readResource(input, reader.span(end), shared);
    else if (tag === 18) reader.pos = reader.span(end);
    else if (tag === 26) readRange(reader, end, shared.resourceSchemaUrl);
    else reader.skip(tag, end, walk.resourceFields);
  }
  reader.finish(end);
  input.rejections.refuseShared('resource');
  const resource = shared.encodeResource();
  input.rejections.checkSize(resource.attributes.keys.length + resource.attributes.values.length);
  input.rejections.refuseShared('resource');
  reader.pos = start;
  while (reader.pos < end) {
    const tag = reader.tag();
    if (tag === 18) readScopeItems(walk, reader.span(end), resource);
    else reader.skip(tag, end, NOTHING_KNOWN);
  }
}

function readScopeItems(walk: Walk, end: number, resource: EncodedResource): void {
  const { input, shared } = walk;
  const { reader } = input;
  const start = reader.pos;
  input.texts.clear();
  shared.beginScope();
  while (reader.pos < end) {
    const tag = reader.tag();
    if (tag === 18) reader.pos = reader.span(end);
    else if (tag === 10) readScope(input, reader.span(end), shared);
    else if (tag === 26) readRange(reader, end, shared.scopeSchemaUrl);
    else reader.skip(tag, end, walk.scopeFields);
  }
  reader.finish(end);
  input.rejections.refuseShared('scope');
  const scope = shared.encodeScope();
  input.rejections.checkSize(scope.attributes.keys.length + scope.attributes.values.length);
  input.rejections.refuseShared('scope');
  reader.pos = start;
  while (reader.pos < end) {
    const tag = reader.tag();
    if (tag === 18) walk.signal.item(input, reader.span(end));
    else reader.skip(tag, end, NOTHING_KNOWN);
  }
  walk.rows.endScope(resource, scope);
}

/** For the second pass, where everything else has been read. */
const NOTHING_KNOWN: MessageFields = { name: 'message', fields: {} };

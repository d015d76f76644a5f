// The part of an Export request that all signals share in OTLP/JSON: resources hold scopes, scopes hold records.

import type { ScopeRows, SharedParts } from '../resource.ts';
import { type Input, readResource, readScope } from './common.ts';
import type { JsonObject } from './reader.ts';

/** What differs between signals. */
export interface Signal {
  /** The names of the arrays, from the outside in, e.g. `resourceLogs`, `scopeLogs`, `logRecords`. */
  readonly names: readonly [resources: string, scopes: string, items: string];
  /** Reads one record. */
  item(input: Input, item: JsonObject): void;
}

/** Reads a whole Export request. */
export function readRequest(
  input: Input,
  request: JsonObject,
  shared: SharedParts,
  signal: Signal,
  rows: ScopeRows,
): void {
  const { reader, texts } = input;
  const [resources, scopes, items] = signal.names;
  reader.eachObject(request, resources, (resourceItems) => {
    texts.clear();
    shared.beginResource();
    readResource(input, resourceItems, shared);
    input.rejections.refuseShared('resource');
    const resource = shared.encodeResource();
    input.rejections.checkSize(resource.attributes.keys.length + resource.attributes.values.length);
    input.rejections.refuseShared('resource');
    reader.eachObject(resourceItems, scopes, (scopeItems) => {
      texts.clear();
      shared.beginScope();
      readScope(input, scopeItems, shared);
      input.rejections.refuseShared('scope');
      const scope = shared.encodeScope();
      input.rejections.checkSize(scope.attributes.keys.length + scope.attributes.values.length);
      input.rejections.refuseShared('scope');
      reader.eachObject(scopeItems, items, (item) => {
        signal.item(input, item);
      });
      rows.endScope(resource, scope);
    });
  });
}

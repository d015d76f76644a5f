// What all records of a resource or a scope share: encoded once, then repeated down its columns.

import type { MapStreams } from '#app/lib/native/block.ts';
import { Budget, ByteStream } from '#app/lib/native/streams.ts';
import { AttributeSet, type EncodedMap, put } from './attributes.ts';
import { Range, type Texts } from './texts.ts';

/** A resource, encoded. Strings are as in a String column, with their length in front. */
export interface EncodedResource {
  readonly attributes: EncodedMap;
  readonly schemaUrl: Uint8Array;
  readonly serviceName: Uint8Array;
}

/** A scope, encoded. */
export interface EncodedScope {
  readonly name: Uint8Array;
  readonly version: Uint8Array;
  readonly attributes: EncodedMap;
  readonly schemaUrl: Uint8Array;
  readonly droppedAttributes: number;
}

/** Collects a resource and then its scopes, one after the other. */
export class SharedParts {
  readonly resourceAttributes: AttributeSet;
  readonly resourceSchemaUrl = new Range();
  readonly scopeAttributes: AttributeSet;
  readonly scopeName = new Range();
  readonly scopeVersion = new Range();
  readonly scopeSchemaUrl = new Range();
  scopeDroppedAttributes = 0;
  private readonly texts: Texts;

  constructor(texts: Texts) {
    this.texts = texts;
    this.resourceAttributes = new AttributeSet(texts);
    this.scopeAttributes = new AttributeSet(texts);
  }

  beginResource(): void {
    this.resourceAttributes.clear();
    this.resourceSchemaUrl.clear();
  }

  beginScope(): void {
    this.scopeAttributes.clear();
    this.scopeName.clear();
    this.scopeVersion.clear();
    this.scopeSchemaUrl.clear();
    this.scopeDroppedAttributes = 0;
  }

  encodeResource(): EncodedResource {
    const serviceName = new Range();
    this.resourceAttributes.find('service.name', serviceName);
    return {
      attributes: this.resourceAttributes.encode(),
      schemaUrl: this.encode(this.resourceSchemaUrl),
      serviceName: this.encode(serviceName),
    };
  }

  encodeScope(): EncodedScope {
    return {
      name: this.encode(this.scopeName),
      version: this.encode(this.scopeVersion),
      attributes: this.scopeAttributes.encode(),
      schemaUrl: this.encode(this.scopeSchemaUrl),
      droppedAttributes: this.scopeDroppedAttributes,
    };
  }

  private encode(range: Range): Uint8Array {
    const stream = new ByteStream(new Budget());
    put(stream, this.texts, range.start, range.end);
    return stream.bytes.subarray(0, stream.length);
  }
}

/** Writes a shared map for `rows` rows. */
export function repeatMap(map: MapStreams, value: EncodedMap, rows: number): void {
  map.sizes.putRepeated(value.size, rows);
  map.keys.putRepeated(value.keys, rows);
  map.values.putRepeated(value.values, rows);
}

// What all records of a resource, a scope or a metric share: encoded once, then repeated down its columns.

import { AppError } from '#app/lib/core/errors.ts';
import { Budget, ByteStream } from '#app/lib/native/streams.ts';
import { AttributeSet, type EncodedMap, put } from './attributes.ts';
import { MAX_RECORD_BYTES, type RequestLimits } from './limits.ts';
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

/** Rows that are completed, once their scope ends, with what they share. */
export interface ScopeRows {
  endScope(resource: EncodedResource, scope: EncodedScope): void;
}

/** What the data points of a metric share, encoded. */
export interface EncodedMetric {
  readonly name: Uint8Array;
  readonly description: Uint8Array;
  readonly unit: Uint8Array;
}

const NO_TEXT = Uint8Array.of(0);

/** Collects a resource, then its scopes and their metrics, one after the other. */
export class SharedParts {
  readonly resourceAttributes: AttributeSet;
  readonly resourceSchemaUrl = new Range();
  readonly scopeAttributes: AttributeSet;
  readonly scopeName = new Range();
  readonly scopeVersion = new Range();
  readonly scopeSchemaUrl = new Range();
  scopeDroppedAttributes = 0;
  readonly metricName = new Range();
  readonly metricDescription = new Range();
  readonly metricUnit = new Range();
  private readonly scratch = new ByteStream(new Budget());
  private readonly texts: Texts;
  private readonly limits: RequestLimits;

  constructor(texts: Texts, limits: RequestLimits) {
    this.texts = texts;
    this.limits = limits;
    this.resourceAttributes = new AttributeSet(texts);
    this.scopeAttributes = new AttributeSet(texts);
  }

  beginResource(): void {
    this.limits.addContainer();
    this.resourceAttributes.clear();
    this.resourceSchemaUrl.clear();
  }

  beginMetric(): void {
    this.limits.addContainer();
    this.metricName.clear();
    this.metricDescription.clear();
    this.metricUnit.clear();
  }

  beginScope(): void {
    this.limits.addContainer();
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

  encodeMetric(): EncodedMetric {
    return {
      name: this.encode(this.metricName),
      description: this.encode(this.metricDescription),
      unit: this.encode(this.metricUnit),
    };
  }

  private encode(range: Range): Uint8Array {
    if (range.start === range.end) return NO_TEXT;
    if (range.end - range.start > MAX_RECORD_BYTES) {
      const limit = `${MAX_RECORD_BYTES >> 20} MiB`;
      throw new AppError('bad_request', `A text that many records share is larger than ${limit}.`);
    }
    const { scratch } = this;
    scratch.reset();
    put(scratch, this.texts, range.start, range.end);
    return scratch.copy();
  }
}

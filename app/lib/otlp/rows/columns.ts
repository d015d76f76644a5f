// Pieces that rows of several tables are made of: times, shared maps, exemplars.

import type { BlockBuilder, MapStreams } from '#app/lib/native/block.ts';
import type { ByteStream } from '#app/lib/native/streams.ts';
import { AttributeSet, type EncodedMap } from '../attributes.ts';
import { putId } from '../ids.ts';
import { MAX_ITEMS } from '../limits.ts';
import type { Rejections } from '../rejections.ts';
import { Range, type Texts } from '../texts.ts';

/** Writes a DateTime64(9); a time after 2262 becomes the last one that the type holds. */
export function putTime(stream: ByteStream, high: number, low: number): void {
  if (high > 0x7fff_ffff) stream.putU64(0xffff_ffff, 0x7fff_ffff);
  else stream.putU64(low, high);
}

/** A word as it stands in a String column. */
export function encodeWord(word: string): Uint8Array {
  return Buffer.from([word.length, ...Buffer.from(word)]);
}

/** Writes a shared map for `rows` rows. */
export function repeatMap(map: MapStreams, value: EncodedMap, rows: number): void {
  map.sizes.putRepeated(value.size, rows);
  map.keys.putRepeated(value.keys, rows);
  map.values.putRepeated(value.values, rows);
}

/** The `Exemplars.*` columns: `begin`, set the fields, `commit` for each; then `endRow`. */
export class ExemplarColumns {
  timeHigh = 0;
  timeLow = 0;
  value = 0;
  readonly traceId = new Range();
  readonly spanId = new Range();
  readonly attributes: AttributeSet;
  private count = 0;
  private readonly texts: Texts;
  private readonly rejections: Rejections;
  private readonly sizes;
  private readonly to;

  constructor(builder: BlockBuilder, texts: Texts, rejections: Rejections) {
    this.texts = texts;
    this.rejections = rejections;
    this.attributes = new AttributeSet(texts);
    this.sizes = ['FilteredAttributes', 'TimeUnix', 'Value', 'SpanId', 'TraceId'].map((name) =>
      builder.sizes(`Exemplars.${name}`),
    );
    this.to = {
      attributes: builder.map('Exemplars.FilteredAttributes'),
      time: builder.bytes('Exemplars.TimeUnix'),
      value: builder.bytes('Exemplars.Value'),
      spanId: builder.bytes('Exemplars.SpanId'),
      traceId: builder.bytes('Exemplars.TraceId'),
    };
  }

  /** Starts a row. */
  beginRow(): void {
    this.count = 0;
  }

  /** Starts an exemplar. False, and the row is refused, if there are too many. */
  begin(): boolean {
    if (this.count === MAX_ITEMS) {
      this.rejections.tooMany('exemplars');
      return false;
    }
    this.timeHigh = 0;
    this.timeLow = 0;
    this.value = 0;
    this.traceId.clear();
    this.spanId.clear();
    this.attributes.clear();
    return true;
  }

  commit(): void {
    const { to, texts, rejections } = this;
    this.attributes.writeTo(to.attributes);
    putTime(to.time, this.timeHigh, this.timeLow);
    to.value.putF64(this.value);
    putId(to.spanId, texts, this.spanId, 'span id', rejections);
    putId(to.traceId, texts, this.traceId, 'trace id', rejections);
    this.count++;
  }

  endRow(): void {
    for (const sizes of this.sizes) sizes.put(this.count);
  }
}

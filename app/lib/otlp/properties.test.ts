// What holds for every request: both encodings agree, merging changes nothing, and noise only ever makes an AppError.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AppError } from '#app/lib/core/errors.ts';
import { encodeNative } from '#app/lib/native/encode.ts';
import { readNative } from '#app/lib/native/testing.ts';
import { requestOf } from './arbitraries.ts';
import { decodeRequest, type Signal } from './decode.ts';
import { ANY_TIME, decode, decodeBoth, toJson, toProtobuf } from './testing.ts';

const SIGNALS: readonly Signal[] = ['logs', 'traces', 'metrics'];

/** The number of records a request holds. */
const RECORDS = { logs: /"severityNumber":/g, traces: /"parentSpanId":/g, metrics: /"flags":/g } as const;

describe.each(SIGNALS)('%s', (signal) => {
  const request = requestOf(signal);

  it('are the same rows in protobuf and JSON, and none is lost', () => {
    fc.assert(
      fc.property(request, (each) => {
        const { accepted, rejected } = decodeBoth(signal, each);
        expect(accepted + rejected).toBe(JSON.stringify(each).match(RECORDS[signal])?.length ?? 0);
      }),
      { numRuns: 150 },
    );
  });

  it('merge to the rows of the requests, one behind the other', () => {
    fc.assert(
      fc.property(fc.array(request, { minLength: 1, maxLength: 4 }), (requests) => {
        const bodies = requests.map((each) => toProtobuf(signal, each));
        const blocks = bodies.flatMap((body) => decodeRequest(signal, 'protobuf', body, ANY_TIME).blocks);
        const apart = bodies.map((body) => decode(signal, 'protobuf', body).tables);
        for (const table of new Set(blocks.map((block) => block.table))) {
          const merged = encodeNative(
            blocks.filter((block) => block.table === table).map(({ block }) => block),
          );
          expect(readNative(merged)).toEqual(apart.flatMap((tables) => tables[table] ?? []));
        }
      }),
      { numRuns: 50 },
    );
  });

  it('keep all other records when some have a mistake', () => {
    fc.assert(
      fc.property(request, fc.array(fc.boolean(), { minLength: 1 }), (each, pattern) => {
        let at = 0;
        const spoil = (_key: string, value: unknown): unknown =>
          isRecord(signal, value) && pattern[at++ % pattern.length] ? { ...value, attributes: 7 } : value;
        const drop = (_key: string, value: unknown): unknown =>
          Array.isArray(value)
            ? value.filter((item) => !(isRecord(signal, item) && pattern[at++ % pattern.length]))
            : value;
        const spoiled = decode(signal, 'json', toJson(JSON.parse(JSON.stringify(each, spoil))));
        const count = at;
        at = 0;
        const dropped = decode(signal, 'json', toJson(JSON.parse(JSON.stringify(each, drop))));
        expect(spoiled.tables).toEqual(dropped.tables);
        expect(spoiled.accepted + spoiled.rejected).toBe(count);
      }),
      { numRuns: 100 },
    );
  });

  it('that are damaged are refused or decoded, never anything else', () => {
    const damage = fc.record({
      at: fc.double({ min: 0, max: 0.999, noNaN: true }),
      xor: fc.integer({ min: 1, max: 255 }),
    });
    fc.assert(
      fc.property(request, fc.array(damage, { maxLength: 3 }), fc.boolean(), (each, damages, isCut) => {
        for (const [encoding, body] of [
          ['protobuf', toProtobuf(signal, each)],
          ['json', toJson(each)],
        ] as const) {
          for (const { at, xor } of damages) {
            const index = Math.floor(at * body.length);
            if (index < body.length) body.writeUInt8(body.readUInt8(index) ^ xor, index);
          }
          const end = isCut ? Math.floor((damages[0]?.at ?? 0.5) * body.length) : body.length;
          expectRowsOrAppError(signal, encoding, body.subarray(0, end));
        }
      }),
      { numRuns: 300 },
    );
  });

  it('that are noise are refused or decoded, never anything else', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        expectRowsOrAppError(signal, 'protobuf', bytes);
        expectRowsOrAppError(signal, 'json', bytes);
      }),
      { numRuns: 1_000 },
    );
  });

  it('of any JSON are refused or decoded, never anything else', () => {
    fc.assert(
      fc.property(fc.json(), (json) => {
        expectRowsOrAppError(signal, 'json', Buffer.from(json));
        const [resources, scopes] = {
          logs: ['resourceLogs', 'scopeLogs'],
          traces: ['resourceSpans', 'scopeSpans'],
          metrics: ['resourceMetrics', 'scopeMetrics'],
        }[signal] as [string, string];
        expectRowsOrAppError(signal, 'json', Buffer.from(`{"${resources}":[{"${scopes}":[${json}]}]}`));
      }),
      { numRuns: 200 },
    );
  });
});

/** Whether part of a request is a log record, a span or a data point. */
function isRecord(signal: Signal, part: unknown): part is object {
  const mark = { logs: 'severityNumber', traces: 'parentSpanId', metrics: 'flags' }[signal];
  return typeof part === 'object' && part !== null && Object.hasOwn(part, mark);
}

/** Whatever comes, it is rows that can be read back, or an AppError that blames the sender. */
function expectRowsOrAppError(signal: Signal, encoding: 'protobuf' | 'json', body: Uint8Array): void {
  try {
    decode(signal, encoding, body);
  } catch (error) {
    expect(error).toBeInstanceOf(AppError);
    expect((error as AppError).code).toBe('bad_request');
  }
}

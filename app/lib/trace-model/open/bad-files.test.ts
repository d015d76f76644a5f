// Files that hold no traces, or broken ones: a clear word about each, and nothing else.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openTraceFile } from './open-file.ts';

const span = { traceId: '5b8efff798038103d269b633813fc60c', spanId: 'eee19b7ec3c1b174', name: 'GET /cart' };
const request = { resourceSpans: [{ scopeSpans: [{ spans: [span, span] }] }] };

describe('what is no trace', () => {
  it.each([
    ['', 'The file is empty.'],
    ['  \n', 'The file is empty.'],
    ['<html>', 'The file is not JSON'],
    ['{"resourceSpans": [', 'The file is not JSON'],
    [`${JSON.stringify(request)}\n{"resourceSp`, 'Line 2 of the file is not JSON'],
    ['"text"', 'holds no trace'],
    ['[1, 2]', 'holds no trace'],
    ['null', 'holds no trace'],
    ['{"a": 1}', 'OTLP JSON has a field resourceSpans'],
    ['{"resourceLogs": []}', 'It holds OTLP logs'],
    ['{"resourceMetrics": []}', 'It holds OTLP metrics'],
    ['[{"traceId": "1", "localEndpoint": {}}]', 'Zipkin'],
    ['{"resourceSpans": []}', 'The file holds no spans.'],
    ['{"data": []}', 'The file holds no spans.'],
    ['{"resourceSpans": {}}', 'file.resourceSpans: expected an array, found an object.'],
    ['{"resourceSpans": [7]}', 'file.resourceSpans[0]: expected an object, found 7.'],
    [
      '{"resourceSpans": [{"scopeSpans": [{"spans": [{"name": {}}]}]}]}',
      'resourceSpans[0].scopeSpans[0].spans[0].name: expected a text',
    ],
    [
      '{"resourceSpans": [{"scopeSpans": [{"spans": [{"startTimeUnixNano": -1}]}]}]}',
      'startTimeUnixNano: expected a whole number that is not negative, found -1.',
    ],
    [
      '{"resourceSpans": [{"scopeSpans": [{"spans": [{}]}]}]}',
      'All 1 spans of the file lack a trace id or a span id.',
    ],
    ['{"data": [{"spans": [{"spanID": 1}]}]}', 'data[0].spans[0].spanID: expected a text, found 1.'],
    [`${JSON.stringify(request)}\n{"data": [{"spans": []}]}`, 'mixes'],
  ])('says of %j: %s', (content, message) => {
    const read = () => openTraceFile(content);
    expect(read).toThrow(message);
    expect(read).toThrow(expect.objectContaining({ name: 'AppError', code: 'bad_request' }));
  });

  it('refuses what no browser could hold', () => {
    const large = expect.objectContaining({ code: 'payload_too_large' });
    expect(() => openTraceFile(' '.repeat(128 * 1024 * 1024 + 1))).toThrow(large);
    const limits = { characters: 1e6, spans: 1 };
    expect(() => openTraceFile(JSON.stringify(request), limits)).toThrow('more than 1 spans');
    expect(() => openTraceFile(JSON.stringify(request), limits)).toThrow(large);
  });

  it('throws nothing but clear errors for any JSON', () => {
    const names = [
      'resourceSpans',
      'scopeSpans',
      'spans',
      'data',
      'traceID',
      'processes',
      'tags',
      'kind',
      'events',
    ];
    const key = fc.oneof(fc.constantFrom(...names), fc.string());
    fc.assert(
      fc.property(
        fc.jsonValue({ maxDepth: 3 }),
        fc.dictionary(key, fc.jsonValue()),
        key,
        (value, fields, name) => {
          for (const document of [
            value,
            fields,
            { [name]: fields },
            { resourceSpans: [fields] },
            { data: [fields] },
          ]) {
            try {
              for (const trace of openTraceFile(JSON.stringify(document)).traces)
                for (let span = 0; span < trace.columns().count; span++) trace.detail(span);
            } catch (error) {
              expect(error).toMatchObject({ name: 'AppError', code: 'bad_request' });
            }
          }
        },
      ),
    );
  });
});

// What clients send: query strings and JSON bodies become typed fields, and mistakes become messages.
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { fieldsOfBody, fieldsOfQuery, inputProperties, parseFields } from './input.ts';

const schema = z.object({
  query: z.string().default(''),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
  ratio: z.number().optional(),
  live: z.boolean().optional(),
  columns: z.array(z.string()).optional(),
  sizes: z.array(z.number()).optional(),
  params: z.record(z.string(), z.unknown()).optional(),
  from: z.union([z.string(), z.number()]).default('now-15m'),
});
const properties = inputProperties(schema);

describe('a query string', () => {
  test.each([
    ['', {}],
    ['limit=5&ratio=0.5&live=true', { limit: 5, ratio: 0.5, live: true }],
    ['limit=-1e3', { limit: -1000 }],
    ['limit=0x10&live=yes', { limit: '0x10', live: 'yes' }],
    ['limit=', { limit: '' }],
    ['query=a%20b+c%26d', { query: 'a b c&d' }],
    ['query=1', { query: '1' }],
    ['from=1700000000000', { from: '1700000000000' }],
    ['columns=a', { columns: ['a'] }],
    ['columns=a,b', { columns: ['a', 'b'] }],
    ['columns=a&columns=b,c', { columns: ['a', 'b,c'] }],
    ['columns[]=a&columns[]=b', { columns: ['a', 'b'] }],
    ['columns=', { columns: [] }],
    ['sizes=1,2', { sizes: [1, 2] }],
    ['params={"a":[1]}', { params: { a: [1] } }],
    ['params={broken', { params: '{broken' }],
    ['unknown=1', { unknown: '1' }],
  ])('%s', (text, fields) => {
    expect(fieldsOfQuery(new URLSearchParams(text), properties)).toEqual(fields);
  });

  test('with the same single field twice is a mistake', () => {
    expect(() => fieldsOfQuery(new URLSearchParams('limit=1&limit=2'), properties)).toThrow(
      'limit is given 2 times; it takes one value.',
    );
  });
});

describe('a body', () => {
  const post = (body: BodyInit, type = 'application/json') =>
    fieldsOfBody(new Request('http://x/', { method: 'POST', body, headers: { 'content-type': type } }), 1000);

  test.each([
    ['{"a":1}', { a: 1 }],
    ['', {}],
    [' \n', {}],
    ['{"__proto__":{"x":1},"b":2}', { ['__proto__']: { x: 1 }, b: 2 }],
  ])('%s', async (text, fields) => {
    expect(await post(text)).toEqual(fields);
    expect(Object.prototype).not.toHaveProperty('x');
  });

  test.each([
    ['{"a":', 'bad_request', /^The body is not valid JSON/],
    ['{"secret":"hunter2"', 'bad_request', /^The body is not valid JSON( \(at position \d+\))?\.$/],
    ['[1]', 'bad_request', /JSON object/],
    ['null', 'bad_request', /JSON object/],
    ['"text"', 'bad_request', /JSON object/],
    [new Uint8Array([0x7b, 0xff, 0x7d]), 'bad_request', /UTF-8/],
    ['x'.repeat(1001), 'payload_too_large', /larger than 1000 bytes/],
  ])('%s is %s', async (body, code, message) => {
    await expect(post(body)).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
  });

  test('nested very deeply is read or refused, and nothing worse', async () => {
    const request = new Request('http://x/', {
      method: 'POST',
      body: '{"a":'.repeat(150_000),
      headers: { 'content-type': 'application/json' },
    });
    await expect(fieldsOfBody(request, 1024 ** 2)).rejects.toMatchObject({ code: 'bad_request' });
  });

  test('without a length is cut off at the limit', async () => {
    let sent = 0;
    const endless = new ReadableStream({
      pull(controller) {
        sent += 100;
        controller.enqueue(new Uint8Array(100));
      },
    });
    const init = { method: 'POST', body: endless, duplex: 'half' };
    await expect(fieldsOfBody(new Request('http://x/', init), 1000)).rejects.toMatchObject({
      code: 'payload_too_large',
    });
    expect(sent).toBeLessThan(2000);
  });

  test.each([
    ['text/plain', false],
    ['application/x-www-form-urlencoded', false],
    ['application/jsonp', false],
    ['application/json; charset=utf-8', true],
    ['Application/JSON', true],
    ['application/problem+json', true],
  ])('of type %s', async (type, isAllowed) => {
    if (isAllowed) expect(await post('{}', type)).toEqual({});
    else await expect(post('{}', type)).rejects.toMatchObject({ code: 'unsupported_media_type' });
  });
});

describe('fields', () => {
  test('get their defaults', () => {
    expect(parseFields(schema, {})).toEqual({ query: '', limit: 100, from: 'now-15m' });
  });

  test.each([
    [{ limt: 5 }, 'There is no field "limt" here.', 'Did you mean limit?'],
    [
      { zzzzzz: 5 },
      'There is no field "zzzzzz" here.',
      'Known fields: query, limit, ratio, live, columns, sizes, params, from.',
    ],
    [{ limit: 0 }, 'limit: Too small: expected number to be >=1', undefined],
    [{ live: 'yes' }, 'live: Invalid input: expected boolean, received string', undefined],
    [{ columns: ['a', 1] }, 'columns.1: Invalid input: expected string, received number', undefined],
  ])('%o', (fields, message, hint) => {
    expect(() => parseFields(schema, fields)).toThrow(
      expect.objectContaining({ code: 'bad_request', message, hint }),
    );
  });
});

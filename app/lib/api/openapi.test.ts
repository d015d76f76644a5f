// The OpenAPI document: structurally valid 3.1, every operation with its scope, fields and errors.
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { openApiDocument } from './openapi.ts';
import type { OperationInfo } from './operations.ts';

const operations: OperationInfo[] = [
  {
    path: '/api/v1/things/$thingId/parts',
    methods: ['GET', 'POST'],
    summary: 'Parts of a thing',
    scope: 'read',
    input: z.object({
      thingId: z.string().regex(/^[0-9a-f]{32}$/),
      limit: z.coerce.number().int().max(10).default(5).describe('How many'),
      names: z.array(z.string()),
      params: z.record(z.string(), z.string()).optional(),
    }),
    output: z.object({ parts: z.array(z.object({ id: z.string() })), next: z.string().nullable() }),
  },
  {
    path: '/api/v1/open',
    methods: ['GET'],
    summary: 'For everybody',
    scope: 'public',
    input: z.object({}),
    output: z.record(z.string(), z.unknown()),
  },
];
const about = { url: 'https://maple.example.com', version: '1.2.3' };

/** The parts of OpenAPI 3.1 that its specification makes mandatory, as far as this document uses them. */
const schemaObject = z.record(z.string(), z.unknown());
const reference = z.strictObject({ $ref: z.string().startsWith('#/components/') });
const content = z.record(z.string(), z.strictObject({ schema: schemaObject }));
const response = z.union([
  reference,
  z.strictObject({ description: z.string(), content: content.optional() }),
]);
const parameter = z
  .strictObject({
    name: z.string(),
    in: z.enum(['query', 'path', 'header', 'cookie']),
    required: z.boolean(),
    description: z.string().optional(),
    schema: schemaObject.optional(),
    content: content.optional(),
  })
  .refine((value) => value.in !== 'path' || value.required)
  .refine((value) => (value.schema === undefined) !== (value.content === undefined));
const operation = z.strictObject({
  operationId: z.string().regex(/^[a-z][A-Za-z0-9]*$/),
  summary: z.string().min(1),
  tags: z.array(z.string()),
  security: z.array(z.record(z.string(), z.array(z.string()))),
  parameters: z.array(parameter).optional(),
  requestBody: z.strictObject({ required: z.boolean(), content }).optional(),
  responses: z.record(z.string(), response),
});
const openApi = z.strictObject({
  openapi: z.literal('3.1.0'),
  info: z.object({ title: z.string(), version: z.string(), license: z.object({ name: z.string() }) }),
  servers: z.array(z.object({ url: z.url() })),
  paths: z.record(
    z.string().startsWith('/'),
    z.partialRecord(z.enum(['get', 'post', 'put', 'patch', 'delete']), operation),
  ),
  components: z.strictObject({
    schemas: z.record(z.string(), schemaObject),
    responses: z.record(z.string(), response),
    securitySchemes: z.record(
      z.string(),
      z.discriminatedUnion('type', [
        z.strictObject({ type: z.literal('http'), scheme: z.string(), description: z.string() }),
        z.strictObject({
          type: z.literal('apiKey'),
          in: z.enum(['query', 'header', 'cookie']),
          name: z.string(),
          description: z.string(),
        }),
      ]),
    ),
  }),
});

const document = openApi.parse(openApiDocument(operations, about));

describe('the document', () => {
  test('has every operation and nothing else', () => {
    const found = Object.entries(document.paths).flatMap(([path, item]) =>
      Object.keys(item).map((method) => `${method} ${path}`),
    );
    expect(found).toEqual([
      'get /api/v1/things/{thingId}/parts',
      'post /api/v1/things/{thingId}/parts',
      'get /api/v1/open',
    ]);
  });

  test('refers only to what is there, and names each operation once', () => {
    const references = JSON.stringify(document).match(/"#\/[^"]+"/g) ?? [];
    expect(references.length).toBeGreaterThan(0);
    for (const text of references) {
      const at = JSON.parse(text).slice(2).split('/') as string[];
      expect(
        at.reduce<unknown>((node, key) => (node as Record<string, unknown>)[key], document),
      ).toBeDefined();
    }
    const ids = Object.values(document.paths).flatMap((item) =>
      Object.values(item).map((found) => found?.operationId),
    );
    expect(ids).toEqual(['getThingsThingIdParts', 'postThingsThingIdParts', 'getOpen']);
    const schemes = Object.keys(document.components.securitySchemes);
    const used = Object.values(document.paths).flatMap((item) =>
      Object.values(item).flatMap((found) => found?.security.flatMap((entry) => Object.keys(entry)) ?? []),
    );
    expect(new Set(used)).toEqual(new Set(schemes));
  });

  test('takes the fields of a read from the query string, with types, defaults and descriptions', () => {
    const get = document.paths['/api/v1/things/{thingId}/parts']?.get;
    expect(get?.requestBody).toBeUndefined();
    expect(get?.parameters).toEqual([
      { name: 'thingId', in: 'path', required: true, schema: { type: 'string', pattern: '^[0-9a-f]{32}$' } },
      {
        name: 'limit',
        in: 'query',
        required: false,
        description: 'How many',
        schema: expect.objectContaining({ type: 'integer', maximum: 10, default: 5 }),
      },
      { name: 'names', in: 'query', required: true, schema: { type: 'array', items: { type: 'string' } } },
      {
        name: 'params',
        in: 'query',
        required: false,
        content: { 'application/json': { schema: expect.objectContaining({ type: 'object' }) } },
      },
    ]);
  });

  test('takes the same fields from a JSON body', () => {
    const post = document.paths['/api/v1/things/{thingId}/parts']?.post;
    expect(post?.parameters?.map(({ name }) => name)).toEqual(['thingId']);
    expect(post?.requestBody).toMatchObject({
      required: true,
      content: {
        'application/json': {
          schema: {
            type: 'object',
            required: ['names'],
            additionalProperties: false,
            properties: { limit: { type: 'integer' }, names: { type: 'array' }, params: { type: 'object' } },
          },
        },
      },
    });
  });

  test('says which scope is needed, and where none is', () => {
    expect(document.paths['/api/v1/things/{thingId}/parts']?.get?.security).toEqual([
      { bearerKey: ['read'] },
      { headerKey: ['read'] },
      { session: ['read'] },
    ]);
    expect(document.paths['/api/v1/open']?.get?.security).toEqual([]);
  });

  test('describes answers and errors', () => {
    const { responses } = document.paths['/api/v1/things/{thingId}/parts']?.get ?? {};
    expect(responses).toMatchObject({
      200: { content: { 'application/json': { schema: { required: ['parts', 'next'] } } } },
      default: { $ref: '#/components/responses/Error' },
    });
    expect(document.components.schemas.Error).toMatchObject({
      properties: { error: { required: ['code', 'message'] } },
    });
  });
});

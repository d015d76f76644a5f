// The OpenAPI 3.1 document, made from the operations' zod schemas so that it cannot drift from what the API accepts.
import { z } from 'zod';
import type { Access, Method, OperationInfo } from './operations.ts';

type Json = Record<string, unknown>;

const METHODS_WITHOUT_BODY: readonly Method[] = ['GET', 'DELETE'];

/** The body of every error. */
const errorBody = z.object({
  error: z.object({
    code: z.string().describe('A stable word, e.g. bad_request, unauthorized, rate_limited, unavailable'),
    message: z.string().describe('For people'),
    position: z
      .object({ from: z.number().int(), to: z.number().int() })
      .optional()
      .describe('Where in the text that was sent; half-open, UTF-16 offsets'),
    hint: z.string().optional().describe('What to do about it'),
  }),
});

/** The document for these operations. `url` is the address people use. */
export function openApiDocument(
  operations: readonly OperationInfo[],
  about: { url: string; version: string },
): Json {
  const paths: Record<string, Json> = {};
  for (const operation of operations) {
    const path = operation.path.replaceAll(/\$(\w+)/g, '{$1}');
    paths[path] ??= {};
    for (const method of operation.methods) paths[path][method.toLowerCase()] = describe(operation, method);
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Maple',
      version: about.version,
      description:
        'Logs, traces and metrics. Reads accept GET with a query string and POST with the same fields as JSON. ' +
        'Each operation names the scope that a key needs; a browser session has the scopes of its role.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: about.url }],
    paths,
    components: {
      schemas: { Error: schemaOf(errorBody, 'output') },
      responses: {
        Error: {
          description: 'What went wrong. 429 and 503 carry Retry-After.',
          content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } },
        },
      },
      securitySchemes: {
        bearerKey: { type: 'http', scheme: 'bearer', description: 'An API key' },
        headerKey: { type: 'apiKey', in: 'header', name: 'x-maple-key', description: 'An API key' },
        session: {
          type: 'apiKey',
          in: 'cookie',
          name: 'maple.session_token',
          description: 'The session of a signed-in browser; __Host-maple.session_token over https',
        },
      },
    },
  };
}

function describe({ path, summary, scope, input, output }: OperationInfo, method: Method): Json {
  const schema = schemaOf(input, 'input');
  const properties = (schema.properties ?? {}) as Record<string, Json>;
  const required = (schema.required ?? []) as string[];
  const inPath = [...path.matchAll(/\$(\w+)/g)].map((match) => match[1] ?? '');
  const others = Object.keys(properties).filter((name) => !inPath.includes(name));
  const hasBody = !METHODS_WITHOUT_BODY.includes(method);
  const parameters = [
    ...inPath.map((name) => ({
      name,
      in: 'path',
      required: true,
      schema: properties[name] ?? { type: 'string' },
    })),
    ...(hasBody ? [] : others).map((name) =>
      queryParameter(name, properties[name] ?? {}, required.includes(name)),
    ),
  ];
  return {
    operationId: operationId(method, path),
    summary,
    tags: [path.split('/')[3] ?? 'api'],
    security: securityOf(scope),
    ...(parameters.length > 0 && { parameters }),
    ...(hasBody && others.length > 0 && { requestBody: jsonBody(schema, properties, others, required) }),
    responses: {
      200: { description: 'Done', content: { 'application/json': { schema: schemaOf(output, 'output') } } },
      default: { $ref: '#/components/responses/Error' },
    },
  };
}

/** Any one of these will do; scopes say what a key needs. */
function securityOf(scope: Access): Json[] {
  if (scope === 'public') return [];
  if (scope === 'person' || scope === 'instance') return [{ session: [] }];
  return ['bearerKey', 'headerKey', 'session'].map((name) => ({ [name]: [scope] }));
}

function queryParameter(name: string, { description, ...schema }: Json, required: boolean): Json {
  return {
    name,
    in: 'query',
    required,
    ...(description !== undefined && { description }),
    // Objects travel as JSON text.
    ...(schema.type === 'object' ? { content: { 'application/json': { schema } } } : { schema }),
  };
}

function jsonBody(schema: Json, properties: Record<string, Json>, names: string[], required: string[]): Json {
  const wanted = required.filter((name) => names.includes(name));
  const body = {
    ...schema,
    properties: Object.fromEntries(names.map((name) => [name, properties[name]])),
    required: wanted,
    additionalProperties: false,
  };
  return { required: wanted.length > 0, content: { 'application/json': { schema: body } } };
}

/** A zod schema as JSON Schema 2020-12, the dialect of OpenAPI 3.1. */
function schemaOf(schema: z.ZodType, io: 'input' | 'output'): Json {
  const { $schema: _, ...json } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return json;
}

/** `GET /api/v1/logs/search` is `getLogsSearch`. */
function operationId(method: Method, path: string): string {
  const words = path.split(/[^A-Za-z0-9]+/).filter((word) => word !== '' && word !== 'api' && word !== 'v1');
  return method.toLowerCase() + words.map((word) => word[0]?.toUpperCase() + word.slice(1)).join('');
}

// Reads what a client asks for, from the query string or a JSON body, into one object that a schema accepts.
import { z } from 'zod';
import { closestWord } from '../core/closest-word.ts';
import { AppError } from '../core/errors.ts';

/** A JSON Schema object with only the keywords that are looked at here. */
interface PropertySchema {
  readonly type?: string | readonly string[];
  readonly items?: PropertySchema;
}

type Fields = Record<string, unknown>;

/** One thing that a schema found wrong. */
interface Issue {
  readonly path?: readonly PropertyKey[];
  readonly message: string;
}

/** The JSON Schema properties of an input object, as clients write it. */
export function inputProperties(schema: z.ZodObject): Record<string, PropertySchema> {
  const json = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  return (json.properties ?? {}) as Record<string, PropertySchema>;
}

/**
 * The fields of a query string, typed by the schema: `limit=5` becomes a number, a list field takes `f=a&f=b`,
 * `f[]=a` and `f=a,b`, an object field takes JSON. What does not fit stays text, for the schema to refuse.
 */
export function fieldsOfQuery(search: URLSearchParams, properties: Record<string, PropertySchema>): Fields {
  const fields: Fields = {};
  for (const sent of new Set(search.keys())) {
    const name = sent.endsWith('[]') ? sent.slice(0, -2) : sent;
    const property = properties[name];
    const values = search.getAll(sent);
    if (property?.type === 'array') {
      const list = values.length === 1 && values[0] !== undefined ? splitList(values[0]) : values;
      fields[name] = list.map((value) => typed(value, property.items));
    } else if (values.length > 1) {
      throw new AppError('bad_request', `${name} is given ${values.length} times; it takes one value.`);
    } else {
      fields[name] = typed(values[0] ?? '', property);
    }
  }
  return fields;
}

/** The fields of a JSON body of at most `maxBytes`; none at all when the body is empty. */
export async function fieldsOfBody(request: Request, maxBytes: number): Promise<Fields> {
  const text = await readText(request, maxBytes);
  if (text.trim() === '') return {};
  const type = request.headers.get('content-type') ?? '';
  if (!/^application\/(.+\+)?json\s*(;|$)/i.test(type)) {
    throw new AppError('unsupported_media_type', 'Send the body as Content-Type: application/json.');
  }
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch (error) {
    const at = error instanceof SyntaxError ? /position \d+/.exec(error.message)?.[0] : undefined;
    throw new AppError('bad_request', `The body is not valid JSON${at ? ` (at ${at})` : ''}.`);
  }
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new AppError('bad_request', 'The body has to be a JSON object.');
  }
  return { ...body };
}

/** Checks the fields. Throws `bad_request` that names what is wrong; an unknown field is a mistake, not ignored. */
export function parseFields<Schema extends z.ZodObject>(schema: Schema, fields: Fields): z.output<Schema> {
  const known = Object.keys(schema.shape);
  for (const name of Object.keys(fields)) {
    if (known.includes(name)) continue;
    const closest = closestWord(name, known);
    throw new AppError('bad_request', `There is no field ${JSON.stringify(name.slice(0, 64))} here.`, {
      hint: closest ? `Did you mean ${closest}?` : `Known fields: ${known.join(', ') || 'none'}.`,
    });
  }
  const result = schema.safeParse(fields);
  if (result.success) return result.data;
  throw mistakes(result.error.issues);
}

/** What a schema said about an input, as one error. */
export function mistakes(issues: readonly Issue[]): AppError {
  const problems = issues.slice(0, 3).map(({ path, message }) => {
    return path && path.length > 0 ? `${path.join('.')}: ${message}` : message;
  });
  return new AppError('bad_request', problems.join('; '));
}

function splitList(text: string): string[] {
  return text === '' ? [] : text.split(',');
}

function typed(text: string, property: PropertySchema | undefined): unknown {
  switch (property?.type) {
    case 'number':
    case 'integer':
      return /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(text) ? Number(text) : text;
    case 'boolean':
      return text === 'true' ? true : text === 'false' ? false : text;
    case 'object':
      return parseOrKeep(text);
    default:
      return text;
  }
}

function parseOrKeep(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Not JSON: the schema says what it wants instead.
    return text;
  }
}

/** Reads at most `maxBytes`, whatever Content-Length says. */
async function readText(request: Request, maxBytes: number): Promise<string> {
  const tooLarge = () => new AppError('payload_too_large', `The body is larger than ${maxBytes} bytes.`);
  if (Number(request.headers.get('content-length') ?? 0) > maxBytes) throw tooLarge();
  if (request.body === null) return '';
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body) {
    size += chunk.byteLength;
    if (size > maxBytes) throw tooLarge();
    chunks.push(chunk);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks));
  } catch {
    throw new AppError('bad_request', 'The body is not valid UTF-8.');
  }
}

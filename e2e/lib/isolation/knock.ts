// Knocks at every kind of door as any caller and says what became of it.
import { Client, credentials as grpcCredentials, Metadata, type ServiceError, status } from '@grpc/grpc-js';
import type { Door } from '#scripts/lib/isolation/doors.ts';
import type { Outcome, Team } from '#scripts/lib/isolation/rules.ts';
import type { Maple } from '../maple.ts';
import { THEIR } from './world.ts';

export interface Answer {
  readonly outcome: Outcome | `answered ${number}`;
  readonly status: number;
  readonly text: string;
}

interface Visit {
  readonly team: Team;
  readonly headers: Readonly<Record<string, string>>;
}

/** Of a field that no operation has: its refusal proves that the door was passed, and nothing was done. */
const NO_FIELD = 'zz-no-such-field';

/** How long an answer without an end is listened to. */
const STREAM_MS = 400;

/** The name of the server function as the build calls it, by the function's. */
export type FunctionIds = ReadonlyMap<string, string>;

/** One try of a cell of the matrix. It changes nothing, whatever the outcome. */
export async function knock(maple: Maple, ids: FunctionIds, door: Door, visit: Visit): Promise<Answer> {
  switch (door.kind) {
    case 'page':
      return visitPage(maple, door, visit);
    case 'function':
      return callFunction(maple, ids, door, visit);
    case 'operation':
      return passedAt(400, await callOperation(maple, door, visit, { [NO_FIELD]: 1 }));
    case 'receiver':
      return door.method === 'HTTP' ? sendHttp(maple, door, visit) : sendGrpc(maple, door, visit);
  }
}

function passedAt(code: number, answer: Answer): Answer {
  const isOther = answer.outcome === 'passes' && answer.status !== code;
  return isOther ? { ...answer, outcome: `answered ${answer.status}` } : answer;
}

/** `$name` in a path: ids of the other team. */
function withIds(path: string, id = 'x'): string {
  return path
    .replace('$traceId', THEIR.trace)
    .replace('$service', THEIR.service)
    .replaceAll(/\$\w+/g, encodeURIComponent(id));
}

async function visitPage({ url }: Maple, { name }: Door, { team, headers }: Visit): Promise<Answer> {
  const path = withIds(name, THEIR.source);
  const address =
    team === 'theirs' && !isOfNoTeam(name) ? `/t/${THEIR.slug}${path === '/' ? '' : path}` : path;
  const response = await fetch(url + address, { headers, redirect: 'manual' });
  const text = await response.text();
  const to = response.headers.get('location') ?? '';
  if (response.status >= 300 && response.status < 400 && !isOfNoTeam(name) && !LEADS_ON.has(name)) {
    const isRefused = to.startsWith('/no-team') || to.includes('/second-factor?');
    const outcome = to.startsWith('/login') ? 'unknown' : isRefused ? 'refused' : 'passes';
    return { outcome, status: response.status, text };
  }
  return { outcome: outcomeOf(response.status), status: response.status, text };
}

/** Pages that show nothing themselves but lead to where one belongs. */
const LEADS_ON: ReadonlySet<string> = new Set(['/', '/second-factor']);
const isOfNoTeam = (name: string) => /^\/(login|setup|invite|reset|no-team)(\/|$)/.test(name);

/** Calls an operation with fields, in the query or as JSON, whatever its method takes. */
export async function callOperation(
  { url }: Maple,
  { name, method }: Pick<Door, 'name' | 'method'>,
  { team, headers }: Visit,
  fields: Readonly<Record<string, unknown>>,
  id?: string,
): Promise<Answer> {
  const address = new URL(withIds(name, id), url);
  const hasBody = method !== 'GET' && method !== 'DELETE';
  if (!hasBody) {
    for (const [field, value] of Object.entries(fields))
      address.searchParams.set(field, typeof value === 'string' ? value : JSON.stringify(value));
  }
  const leaving = new AbortController();
  const response = await fetch(address, {
    method,
    headers: {
      ...headers,
      ...(hasBody && { 'content-type': 'application/json' }),
      ...(headers.cookie !== undefined && { 'sec-fetch-site': 'same-origin' }),
      ...(team === 'theirs' && { 'x-maple-team': THEIR.slug }),
    },
    ...(hasBody && { body: JSON.stringify(fields) }),
    signal: leaving.signal,
  });
  const isEndless = response.headers.get('content-type')?.startsWith('text/event-stream') ?? false;
  const timer = isEndless ? setTimeout(() => leaving.abort(), STREAM_MS) : undefined;
  const text = await readAll(response);
  clearTimeout(timer);
  return { outcome: outcomeOf(response.status), status: response.status, text };
}

async function readAll(response: Response): Promise<string> {
  let text = '';
  const decoder = new TextDecoder();
  try {
    for await (const chunk of response.body ?? []) text += decoder.decode(chunk, { stream: true });
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'AbortError') throw error;
  }
  return text;
}

/** Calls a server function as its page does; `input` undefined sends none. */
export async function callFunction(
  { url }: Maple,
  ids: FunctionIds,
  { name, method }: Pick<Door, 'name' | 'method'>,
  { team, headers }: Visit,
  input?: unknown,
): Promise<Answer> {
  const address = new URL(`/_serverFn/${ids.get(name)}`, url);
  const sent = input === undefined ? undefined : JSON.stringify({ t: seroval(input), f: 127, m: [] });
  if (method === 'GET' && sent !== undefined) address.searchParams.set('payload', sent);
  const response = await fetch(address, {
    method,
    headers: {
      ...headers,
      'x-tsr-serverfn': 'true',
      'sec-fetch-site': 'same-origin',
      accept: 'application/json',
      'x-maple-team': team === 'theirs' ? THEIR.slug : '',
      ...(method === 'POST' && sent !== undefined && { 'content-type': 'application/json' }),
    },
    ...(method === 'POST' && sent !== undefined && { body: sent }),
  });
  return { outcome: outcomeOf(response.status), status: response.status, text: await response.text() };
}

/** A plain value in the form in which Start's pages send their input. */
function seroval(value: unknown): unknown {
  let next = 0;
  const node = (it: unknown): unknown => {
    if (typeof it === 'string') return { t: 1, s: JSON.stringify(it).slice(1, -1).replaceAll('<', '\\x3C') };
    if (typeof it === 'number') return { t: 0, s: it };
    if (typeof it === 'boolean') return { t: 2, s: it ? 2 : 3 };
    if (it === null || it === undefined) return { t: 2, s: 0 };
    const i = next++;
    if (Array.isArray(it)) return { t: 9, i, a: it.map(node), o: 0 };
    return { t: 10, i, p: { k: Object.keys(it), v: Object.values(it).map(node) }, o: 0 };
  };
  return node(value);
}

async function sendHttp({ otlpHttp }: Maple, { name }: Door, { headers }: Visit): Promise<Answer> {
  const response = await fetch(`${otlpHttp}/v1/${name}`, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/x-protobuf', 'x-maple-team': THEIR.slug },
    body: new Uint8Array(),
  });
  return { outcome: outcomeOf(response.status), status: response.status, text: await response.text() };
}

async function sendGrpc({ otlpGrpc }: Maple, { name }: Door, { headers }: Visit): Promise<Answer> {
  const client = new Client(new URL(otlpGrpc).host, grpcCredentials.createInsecure());
  const service = name === 'traces' ? 'trace' : name;
  const title = `${service[0]?.toUpperCase()}${service.slice(1)}`;
  const path = `/opentelemetry.proto.collector.${service}.v1.${title}Service/Export`;
  const metadata = new Metadata();
  for (const [key, value] of Object.entries({ ...headers, 'x-maple-team': THEIR.slug }))
    metadata.set(key, value);
  const asIs = (bytes: Buffer) => bytes;
  const error = await new Promise<ServiceError | null>((done) => {
    client.makeUnaryRequest(path, asIs, asIs, Buffer.alloc(0), metadata, done);
  });
  client.close();
  const outcome =
    error === null
      ? 'passes'
      : error.code === status.UNAUTHENTICATED
        ? 'unknown'
        : error.code === status.PERMISSION_DENIED
          ? 'refused'
          : (`answered ${error.code}` as const);
  return { outcome, status: error?.code ?? 0, text: error?.details ?? '' };
}

/** A mistake in the input is found behind the door; a failure of ours is no outcome at all. */
function outcomeOf(code: number): Answer['outcome'] {
  if (code === 401) return 'unknown';
  if (code === 403) return 'refused';
  return code >= 500 ? `answered ${code}` : 'passes';
}

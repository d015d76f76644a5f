// The frame of every `/api/v1` route: credentials, input, errors, request id and log line, in one place.
import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import type { z } from 'zod';
import { TEAM_PARAMETER } from '../auth/team-address.ts';
import type { Person, Tenant, Tenants } from '../auth/tenant.server.ts';
import { AppError, toAppError } from '../core/errors.ts';
import { RECHECK_MS, recheck, runWhileAllowed } from './access-operation.ts';
import { whileAllowed } from './access-stream.ts';
import { fieldsOfBody, fieldsOfQuery, inputProperties, parseFields } from './input.ts';
import { type Access, declareOperation, type Method, methodsOf } from './operations.ts';
import { refuseRestricted } from './restricted-keys.ts';
import { apiRuntime } from './runtime.server.ts';

const MAX_BODY_BYTES = 1024 ** 2;

type OfNoTeam = 'person' | 'instance' | 'public';

/** What a handler gets. */
export interface ApiContext<Input, Needed extends Access> {
  /** On whose behalf; undefined where no team is needed. */
  readonly tenant: Needed extends OfNoTeam ? undefined : Tenant;
  /** Who is signed in; on routes with the scope `person` or `instance` only. */
  readonly person: Needed extends 'person' | 'instance' ? Person : undefined;
  readonly input: Input;
  readonly request: Request;
  /** Aborted when the client goes away, and when it may no longer ask. */
  readonly signal: AbortSignal;
  /** Has the request id. */
  readonly log: Logger;
}

/** One operation, declared. */
export interface ApiRoute<Input extends z.ZodObject, Output extends z.ZodType, Needed extends Access> {
  /** The same text as in `createFileRoute`; parameters (`$name`) become fields of the input. */
  readonly path: string;
  /** GET and POST by default: reads take a query string or the same fields as JSON. */
  readonly methods?: readonly Method[];
  /** One line for the OpenAPI document. */
  readonly summary: string;
  readonly scope: Needed;
  readonly input: Input;
  readonly output: Output;
  /** Bytes of a JSON body; 1 MiB by default. */
  readonly maxBodyBytes?: number;
  /** Returns what `output` describes, or a Response of its own (a stream). Throws AppErrors. */
  handler(
    context: ApiContext<z.output<Input>, Needed>,
  ): Promise<z.input<Output> | Response> | z.input<Output> | Response;
}

interface RouteRequest {
  readonly request: Request;
  readonly params?: object;
}

type Handler = (context: RouteRequest) => Promise<Response>;

/** The handlers for `createFileRoute(path)({ server: { handlers: apiRoute({ path, … }) } })`. */
export function apiRoute<Input extends z.ZodObject, Output extends z.ZodType, const Needed extends Access>(
  route: ApiRoute<Input, Output, Needed>,
): Partial<Record<Method, Handler>> & { ANY: Handler } {
  const { path, methods = ['GET', 'POST'], summary, scope, input, output } = route;
  declareOperation({ path, methods, summary, scope, input, output });
  const properties = inputProperties(input);

  const answer: Handler = ({ request, params }) =>
    framed(request, async (log, note) => {
      const who = await identify(apiRuntime().tenants, request, scope);
      note(who);
      if (who.tenant) refuseRestricted(who.tenant, path);
      // The runtime decides; the types follow from the scope, which TypeScript cannot see here.
      const { tenant, person } = who as Pick<ApiContext<z.output<Input>, Needed>, 'tenant' | 'person'>;
      const hasBody = request.method !== 'GET' && request.method !== 'HEAD';
      const { searchParams } = new URL(request.url);
      searchParams.delete(TEAM_PARAMETER);
      const fields = {
        ...fieldsOfQuery(searchParams, properties),
        ...(hasBody ? await fieldsOfBody(request, route.maxBodyBytes ?? MAX_BODY_BYTES) : {}),
        ...params,
      };
      const context = { tenant, person, input: parseFields(input, fields), request, log };
      const check = recheck(() => identify(apiRuntime().tenants, request, scope));
      const { signal } = request;
      if (scope === 'public') return toResponse(await route.handler({ ...context, signal }));
      const result = await runWhileAllowed(
        { check, everyMs: RECHECK_MS, signal },
        (endable) => route.handler({ ...context, signal: endable }),
        (late) => late instanceof Response && late.body?.cancel(),
      );
      if (!(result instanceof Response) || result.body === null) return toResponse(result);
      const isEvents = result.headers.get('content-type')?.startsWith('text/event-stream');
      const farewell = isEvents ? errorEvent : undefined;
      return new Response(whileAllowed(result.body, { check, everyMs: RECHECK_MS, farewell }), result);
    });

  const refuse: Handler = ({ request }) =>
    framed(request, () => {
      const allow = methodsOf(path).join(', ');
      const error = new AppError('method_not_allowed', `This path answers ${allow}.`);
      const response = errorResponse(error);
      response.headers.set('allow', allow);
      return response;
    });

  return { ...Object.fromEntries(methods.map((method) => [method, answer])), ANY: refuse };
}

interface Who {
  readonly tenant: Tenant | undefined;
  readonly person: Person | undefined;
}

async function identify(tenants: Tenants, request: Request, access: Access): Promise<Who> {
  switch (access) {
    case 'public':
      return { tenant: undefined, person: undefined };
    case 'person':
      return { tenant: undefined, person: await tenants.personOf(request) };
    case 'instance':
      return { tenant: undefined, person: await tenants.instanceAdminOf(request) };
    default:
      return { tenant: await tenants.fromRequest(request, access), person: undefined };
  }
}

function toResponse(result: unknown): Response {
  return result instanceof Response ? result : Response.json(result);
}

/** An error as the API sends it. */
export function errorResponse(error: AppError): Response {
  const response = Response.json({ error }, { status: error.status });
  if (error.retryAfter !== undefined)
    response.headers.set('retry-after', String(Math.ceil(error.retryAfter)));
  if (error.code === 'unauthorized') response.headers.set('www-authenticate', 'Bearer realm="maple"');
  return response;
}

/** An error as a stream of events says it. */
function errorEvent(thrown: unknown): Uint8Array {
  return new TextEncoder().encode(`event: error\ndata: ${JSON.stringify(toAppError(thrown))}\n\n`);
}

/** Runs a handler with request id, log line and headers; whatever is thrown becomes an error response. */
async function framed(
  request: Request,
  run: (log: Logger, note: (who: Who) => void) => Promise<Response> | Response,
): Promise<Response> {
  const started = performance.now();
  const requestId = requestIdOf(request.headers);
  let log: Logger | undefined;
  let who: Who | undefined;
  let response: Response;
  let failure: AppError | undefined;
  try {
    log = apiRuntime().log.child({ requestId });
    response = await run(log, (found) => {
      who = found;
    });
  } catch (thrown) {
    failure = request.signal.aborted
      ? new AppError('cancelled', 'The client went away.', { cause: thrown })
      : toAppError(thrown);
    response = errorResponse(failure);
  }
  const headers = new Headers(response.headers);
  headers.set('x-request-id', requestId);
  headers.set('x-content-type-options', 'nosniff');
  if (!headers.has('cache-control')) headers.set('cache-control', 'no-store');
  const line = {
    method: request.method,
    path: new URL(request.url).pathname,
    status: response.status,
    durationMs: Math.round((performance.now() - started) * 10) / 10,
    team: who?.tenant?.teamId,
    actor: (who?.tenant ?? who?.person)?.actor.kind,
    code: failure?.code,
  };
  if (failure?.code === 'internal') log?.error({ ...line, err: failure.cause ?? failure }, 'request failed');
  else log?.info(line, 'request');
  return new Response(response.body, { status: response.status, headers });
}

/** The caller's own request id when it is harmless, else a new one. */
function requestIdOf(headers: Headers): string {
  const sent = headers.get('x-request-id') ?? '';
  return /^[A-Za-z0-9._-]{8,64}$/.test(sent) ? sent : randomUUID();
}

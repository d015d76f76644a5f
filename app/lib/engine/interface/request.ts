// Reads one HTTP request of the ClickHouse interface: what to run, with which settings, and how to answer.
import { engineErrors } from '#app/lib/engine/errors.ts';

/** A request, as far as its head says. */
export interface EngineRequest {
  /** The statement's text in the URL; the body continues it. */
  readonly query: string;
  readonly queryId: string | undefined;
  readonly database: string | undefined;
  readonly defaultFormat: string | undefined;
  /** Settings for the session, in the order given. */
  readonly settings: ReadonlyMap<string, string>;
  /** Query parameters as the client escaped them. */
  readonly params: ReadonlyMap<string, string>;
  /** Answer only when the whole result is there, so that a late error still has its own status. */
  readonly isBuffered: boolean;
  /** What the response is compressed with, if anything. */
  readonly compression: ResponseCompression | undefined;
}

export type ResponseCompression = 'gzip' | 'deflate' | 'zstd' | 'br';

/** Parameters of the interface itself that mean nothing to an embedded engine: one user, no quotas, no sessions. */
const IGNORED = new Set([
  'user',
  'password',
  'role',
  'quota_key',
  'buffer_size',
  'client_protocol_version',
  'session_check',
  'session_timeout',
  'close_session',
  'http_response_buffer_size',
  'stacktrace',
  // Every query carries its own tag here, by which it is found and cancelled.
  'log_comment',
]);
const READ_WORDS = ['query', 'query_id', 'database', 'default_format', 'wait_end_of_query'];
const SETTING_NAME = /^\w+$/;

/**
 * Reads the URL and headers.
 *
 * A GET may only read, as on a ClickHouse server.
 *
 * @throws EngineError for what this engine does not do: `session_id`, native block compression, multipart bodies
 */
export function readRequest(
  method: string,
  search: URLSearchParams,
  headers: Readonly<Record<string, string | readonly string[] | undefined>>,
): EngineRequest {
  const settings = new Map<string, string>();
  const params = new Map<string, string>();
  for (const [name, value] of search) {
    if (name.startsWith('param_')) params.set(checkedName(name.slice(6)), value);
    else if (name === 'session_id' && value !== '') {
      throw engineErrors.notImplemented(
        'session_id is not supported by the embedded engine: every query has its own session. Turn sessions off in the client',
      );
    } else if ((name === 'compress' || name === 'decompress') && isOn(value)) {
      throw engineErrors.notImplemented(
        `${name}=1 (native block compression) is not supported by the embedded engine: use HTTP compression, or none`,
      );
    } else if (!READ_WORDS.includes(name) && !IGNORED.has(name) && !isCompressSwitch(name)) {
      settings.set(checkedName(name), value);
    }
  }
  if (/^multipart\//i.test(one(headers['content-type']) ?? '')) {
    throw engineErrors.notImplemented(
      'External data in a multipart body is not supported by the embedded engine',
    );
  }
  if (method === 'GET' && !isOn(settings.get('readonly'))) settings.set('readonly', '2');
  const isCompressed = isOn(settings.get('enable_http_compression'));
  return {
    query: search.get('query') ?? '',
    queryId: search.get('query_id') || one(headers['x-clickhouse-query-id']),
    database: search.get('database') || one(headers['x-clickhouse-database']),
    defaultFormat: search.get('default_format') || one(headers['x-clickhouse-format']),
    settings,
    params,
    isBuffered: isOn(search.get('wait_end_of_query')),
    compression: isCompressed ? chooseCompression(one(headers['accept-encoding'])) : undefined,
  };
}

/** Whether the request may only read: a GET, or one that says so itself. */
export function isReadOnly(request: Pick<EngineRequest, 'settings'>): boolean {
  return isOn(request.settings.get('readonly'));
}

function one(value: string | readonly string[] | undefined): string | undefined {
  return (typeof value === 'string' ? value : value?.[0]) || undefined;
}

function isOn(value: string | null | undefined): boolean {
  return value !== undefined && value !== null && value !== '' && value !== '0' && value !== 'false';
}

function isCompressSwitch(name: string): boolean {
  return name === 'compress' || name === 'decompress' || name === 'session_id';
}

function checkedName(name: string): string {
  if (!SETTING_NAME.test(name))
    throw engineErrors.badArguments(`Invalid name of a setting or parameter: ${name}`);
  return name;
}

/** The first of our codecs that the client accepts, fastest first. */
export function chooseCompression(accept: string | undefined): ResponseCompression | undefined {
  const accepted = (accept ?? '')
    .toLowerCase()
    .split(',')
    .map((part) => part.trim().split(/\s*;\s*/))
    .filter(([, quality]) => !/^q=0(\.0*)?$/.test(quality ?? ''))
    .map(([name]) => name);
  return (['zstd', 'gzip', 'deflate', 'br'] as const).find((codec) => accepted.includes(codec));
}

/** The statement that prepares a fresh session: database, settings and parameters; `readonly` comes last. */
export function sessionPrelude(
  request: Pick<EngineRequest, 'database' | 'settings' | 'params'>,
  defaults: Readonly<Record<string, string>>,
  tag: string,
): string {
  const settings = new Map([...Object.entries(defaults), ...request.settings, ['log_comment', tag]]);
  const readonly = settings.get('readonly');
  settings.delete('readonly');
  const changes = [...settings].map(([name, value]) => `${name} = ${sqlString(value)}`);
  for (const [name, value] of request.params) changes.push(`param_${name} = ${sqlString(value)}`);
  if (readonly !== undefined) changes.push(`readonly = ${sqlString(readonly)}`);
  const use =
    request.database && request.database !== 'default' ? `USE ${sqlIdentifier(request.database)}; ` : '';
  return `${use}SET ${changes.join(', ')}`;
}

/** A string as a SQL literal. Control characters are escaped too, so that the text stays on one line. */
export function sqlString(value: string): string {
  return `'${escapeWith(value, "'")}'`;
}

function sqlIdentifier(value: string): string {
  return `\`${escapeWith(value, '`')}\``;
}

const ESCAPES: Readonly<Record<string, string>> = { '\0': '\\0', '\n': '\\n', '\r': '\\r', '\t': '\\t' };

function escapeWith(value: string, quote: string): string {
  return value.replace(/[\\'`\0\n\r\t]/g, (char) => {
    if (char === '\\' || char === quote) return `\\${char}`;
    return ESCAPES[char] ?? char;
  });
}

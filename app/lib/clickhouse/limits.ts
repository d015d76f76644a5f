// What one query of a person may use: how the limits are written, handed to ClickHouse, and explained when one is reached.
import { AppError } from '#app/lib/core/errors.ts';

/** What one operation may use, all its statements together for the time, each of them for the rest. 0 is no limit. */
export interface QueryLimits {
  readonly maxSeconds: number;
  /** Rows that may be read, not returned. */
  readonly maxRows: number;
  readonly maxMemoryBytes: number;
  /** Bytes of a result that is not paged. */
  readonly maxResultBytes: number;
  /** Statements of the role in its team that run at once. */
  readonly maxConcurrent: number;
  /** Whom the limits are for, and which of them the team set; the others are the installation's. */
  readonly whose?: { readonly role: LimitedRole; readonly ofTeam: ReadonlySet<keyof QueryLimits> };
}

/** Roles in a team, and `key` for API keys. */
export const LIMITED_ROLES = ['owner', 'admin', 'member', 'viewer', 'key'] as const;
export type LimitedRole = (typeof LIMITED_ROLES)[number];

/** The limits of everybody, and what is different for a role. */
export interface LimitsConfig {
  readonly all: QueryLimits;
  readonly byRole: Readonly<Partial<Record<LimitedRole, Partial<Omit<QueryLimits, 'whose'>>>>>;
}

export const DEFAULT_LIMITS: QueryLimits = {
  maxSeconds: 60,
  maxRows: 0,
  maxMemoryBytes: 0,
  maxResultBytes: 64 * 1024 ** 2,
  maxConcurrent: 0,
};

/** How each limit is called in MAPLE_QUERY_LIMITS. */
const NAMES: Readonly<Record<string, Exclude<keyof QueryLimits, 'whose'>>> = {
  seconds: 'maxSeconds',
  rows: 'maxRows',
  memory: 'maxMemoryBytes',
  result: 'maxResultBytes',
  concurrent: 'maxConcurrent',
};

/**
 * Reads the limits by role: `viewer:seconds=20,memory=1GB;key:rows=1000000000`. Undefined when it is not of that form.
 *
 * @param readSize bytes of a size such as `1GB`, undefined for what is none
 */
export function parseRoleLimits(
  text: string,
  readSize: (text: string) => number | undefined,
): LimitsConfig['byRole'] | undefined {
  const byRole: Partial<Record<LimitedRole, Partial<Omit<QueryLimits, 'whose'>>>> = {};
  for (const part of text.split(';')) {
    const [role = '', list, ...rest] = part.split(':').map((piece) => piece.trim());
    if (!isRole(role) || list === undefined || rest.length > 0 || byRole[role]) return undefined;
    const limits: Partial<Record<Exclude<keyof QueryLimits, 'whose'>, number>> = {};
    for (const item of list.split(',')) {
      const [name = '', value = '', ...more] = item.split('=').map((piece) => piece.trim());
      const limit = NAMES[name];
      const isSize = limit === 'maxMemoryBytes' || limit === 'maxResultBytes';
      const number = /^\d{1,15}$/.test(value) ? Number(value) : isSize ? readSize(value) : undefined;
      if (limit === undefined || number === undefined || more.length > 0 || limit in limits) return undefined;
      limits[limit] = number;
    }
    byRole[role] = limits;
  }
  return byRole;
}

function isRole(text: string): text is LimitedRole {
  return (LIMITED_ROLES as readonly string[]).includes(text);
}

/**
 * The settings of one statement. A read is stopped in the server too when its client leaves.
 *
 * @param deadline of `performance.now()`, for an operation of several statements; its end wins over the limit in seconds
 */
export function limitSettings(limits: QueryLimits, deadline?: number): Record<string, string | number> {
  const left = deadline === undefined ? limits.maxSeconds : (deadline - performance.now()) / 1000;
  return {
    // Zero would be no limit at all.
    ...(limits.maxSeconds > 0 && { max_execution_time: Math.max(0.001, Math.min(left, limits.maxSeconds)) }),
    ...(limits.maxRows > 0 && { max_rows_to_read: limits.maxRows }),
    ...(limits.maxMemoryBytes > 0 && { max_memory_usage: limits.maxMemoryBytes }),
    readonly: 2,
    cancel_http_readonly_queries_on_client_close: 1,
  };
}

const NARROWER = 'Choose a shorter time range or a more selective filter.';

/**
 * The error for a limit that the engine says was reached: which one, and its value where that is known.
 *
 * @param code of system.errors
 * @returns undefined for codes that are about something else
 */
export function limitError(code: number, said: string, cause: unknown): AppError | undefined {
  switch (code) {
    case 159:
    case 160: {
      const most = /maximum: ([\d.]+ ?\w*)/.exec(said)?.[1];
      return new AppError(
        'timeout',
        `The query ran longer than its time limit${most ? ` of ${spelt(most)}` : ''}.`,
        {
          hint: NARROWER,
          cause,
        },
      );
    }
    case 158: {
      if (/GROUP BY/.test(said))
        return reached('makes more groups than its limit', 'Group by fewer fields, or filter first.', cause);
      const most = /max rows: ([\d.]+(?: \w+)?)/.exec(said)?.[1];
      return reached(
        `would read more rows than its limit${most ? ` of ${digits(most)}` : ''}`,
        NARROWER,
        cause,
      );
    }
    case 307: {
      const most = /max bytes: ([\d.]+ \w+)/.exec(said)?.[1];
      return reached(`would read more bytes than its limit${most ? ` of ${most}` : ''}`, NARROWER, cause);
    }
    case 241: {
      const most = /maximum: ([\d.]+ \w+)/.exec(said)?.[1];
      const hint = `${NARROWER} Grouping by fewer values, or sorting fewer rows, needs less memory.`;
      if (/\(total\)/i.test(said))
        return reached('needs more memory than the database has left', hint, cause);
      return reached(`needs more memory than its limit${most ? ` of ${most}` : ''}`, hint, cause);
    }
    case 173:
    case 1001:
      // The allocator's word for it; every other exception of the standard library is a fault of the engine.
      return code === 173 || said.includes('bad_alloc')
        ? reached('needs more memory than the database has left', NARROWER, cause)
        : undefined;
    case 396:
      return reached(
        'has a larger result than its limit',
        'Return fewer rows or columns, e.g. with LIMIT.',
        cause,
      );
    case 162:
    case 191:
      return reached(
        `is too large for the database: ${said.split('\n', 1)[0]?.slice(0, 200)}`,
        NARROWER,
        cause,
      );
    default:
      return undefined;
  }
}

/** The same error with the limit as it was set, and by whom: the engine only knows what was left of the time, and rounds rows. */
export function withLimits(error: unknown, limits: QueryLimits): unknown {
  if (!(error instanceof AppError)) return error;
  const cause = error.cause ?? error;
  if (error.code === 'timeout' && limits.maxSeconds > 0) {
    const message = `The query ran longer than its time limit of ${limits.maxSeconds} s.`;
    return new AppError('timeout', message, { hint: hintOf(NARROWER, limits, 'maxSeconds'), cause });
  }
  if (error.code !== 'limit_exceeded') return error;
  if (limits.maxRows > 0 && /more rows than its limit/.test(error.message)) {
    const what = `would read more rows than its limit of ${limits.maxRows.toLocaleString('en')}`;
    return reached(what, hintOf(NARROWER, limits, 'maxRows'), cause);
  }
  if (limits.maxMemoryBytes > 0 && /more memory than its limit/.test(error.message)) {
    const hint = hintOf(error.hint ?? NARROWER, limits, 'maxMemoryBytes');
    return new AppError('limit_exceeded', error.message, { hint, cause });
  }
  return error;
}

/** Who set a limit, as a sentence. */
export function setBy({ whose }: QueryLimits, limit: keyof QueryLimits): string {
  if (whose === undefined) return '';
  const whom = `for ${whose.role}s`;
  return whose.ofTeam.has(limit)
    ? `The team set this limit ${whom}: Settings, Limits.`
    : `The installation sets this limit ${whom}.`;
}

function hintOf(hint: string, limits: QueryLimits, limit: keyof QueryLimits): string {
  return `${hint} ${setBy(limits, limit)}`.trim();
}

function reached(what: string, hint: string, cause: unknown): AppError {
  return new AppError('limit_exceeded', `The query ${what}.`, { hint, cause });
}

const UNITS: Readonly<Record<string, number>> = { thousand: 1e3, million: 1e6, billion: 1e9, trillion: 1e12 };

/** The engine's `12.00 thousand` as `12,000`. */
function digits(count: string): string {
  const [number = '', unit = ''] = count.split(' ');
  const factor = unit === '' ? 1 : UNITS[unit];
  return factor === undefined ? count : Math.round(Number(number) * factor).toLocaleString('en');
}

/** `300 ms` and `60`: a bare number is seconds. */
function spelt(duration: string): string {
  return /[a-z]/i.test(duration) ? duration.trim() : `${duration.trim()} s`;
}

// Every setting of the program, read from the environment once, checked, and given a type.
import { totalmem } from 'node:os';
import { resolve } from 'node:path';
import { z } from 'zod';
import { parseNetwork } from './auth/client-address.ts';
import { lifetimeOf, type SessionLifetime } from './auth/session-lifetime.ts';
import { DEFAULT_LIMITS, type LimitsConfig, parseRoleLimits } from './clickhouse/limits.ts';
import { closestWord } from './core/closest-word.ts';
import { parseDuration } from './core/parse-duration.ts';
import { parseSize } from './core/parse-size.ts';
import { PASSWORD_MAX_LENGTH } from './core/password.ts';
import { isLoopbackHost } from './net/loopback.ts';
import { isAllowEntry } from './net/safe-address.ts';

const GIB = 1024 ** 3;
/** The settings of one run. Paths are absolute; sizes are bytes. */
export interface Config {
  /** The checkout: where `clickhouse/`, `drizzle/` and `dist/` are. */
  readonly root: string;
  readonly host: string;
  readonly port: number;
  /** The address people use, without a trailing slash: MAPLE_URL, or made from host and port. */
  readonly url: string;
  /** Reverse proxies whose X-Forwarded-For is believed: addresses or networks. */
  readonly trustedProxies: readonly string[];
  /** Hosts, addresses and networks that are not public but may be connected to on a team's behalf. */
  readonly allowedHosts: readonly string[];
  /** The SMTP server with its credentials, and who mail is from; undefined: no mail is sent. */
  readonly mail: { readonly url: string; readonly from: string } | undefined;
  readonly dataDir: string;
  readonly otlpHttpPort: number;
  readonly otlpGrpcPort: number;
  readonly opampPort: number;
  readonly enginePort: number;
  readonly clickhouse: {
    /** Unset: the embedded engine. */
    readonly url: string | undefined;
    readonly user: string;
    readonly password: string;
    readonly database: string;
    readonly cluster: string | undefined;
  };
  /** Whole days that telemetry is kept. */
  readonly retentionDays: number;
  /** Whole days that entries of the audit log are kept; the database itself keeps them for 30. */
  readonly auditRetentionDays: number;
  /** Unset: made once and kept in the data directory. */
  readonly authSecret: string | undefined;
  /** The one before it: what it sealed is sealed again at start. */
  readonly previousAuthSecret: string | undefined;
  /** The owner to create at a first start without a browser. */
  readonly admin: { readonly email: string; readonly password: string } | undefined;
  /** How long people stay signed in. */
  readonly sessions: SessionLifetime;
  readonly apiKey: string | undefined;
  readonly ingestKey: string | undefined;
  /** Whether only this machine can reach the program. */
  readonly isLoopback: boolean;
  readonly logLevel: z.output<typeof LOG_LEVEL>;
  readonly engineMemoryBytes: number;
  readonly ingestQueueBytes: number;
  /** What one query of a person or a key may use. */
  readonly queryLimits: LimitsConfig;
  /** Statements of people in all teams that run at once; others wait. */
  readonly queryPlaces: number;
  /** Whether Maple sends its own metrics to itself. */
  readonly selfTelemetry: boolean;
  /** What is allowed but probably not meant, one line each; for the log at start. */
  readonly warnings: readonly string[];
}

/** A wrong setting. The message has one line per wrong value: the variable, and what it accepts. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/** Characters a key from the environment must have: it is stored as a plain hash, so it has to be unguessable. */
const KEY_MIN_LENGTH = 20;
/** Characters the secret that signs sessions must have, from the environment or from its file. */
export const SECRET_MIN_LENGTH = 32;

/** Queries of people at once: the embedded engine has 16 slots, and inserts need some of them. */
const PLACES = { engine: 12, server: 48 };

const LOG_LEVEL = z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']);
/** A whole number with so many digits at most. */
const whole = (digits: number) =>
  z
    .string()
    .regex(new RegExp(`^\\d{1,${digits}}$`))
    .transform(Number);
const PORT = whole(5).pipe(z.number().max(65_535));
const HTTP_URL = z.string().refine((text) => {
  const url = URL.parse(text);
  return url !== null && /^https?:$/.test(url.protocol) && url.username === '' && url.password === '';
});
const ROOT_URL = HTTP_URL.transform((text) => new URL(text))
  .refine((url) => url.pathname === '/' && url.search === '' && url.hash === '')
  .transform((url) => url.origin);
const SMTP_URL = z.string().refine((text) => {
  const url = URL.parse(text);
  return url !== null && /^smtps?:$/.test(url.protocol) && url.hostname !== '';
});
/** `name@host`, or `Name <name@host>`. */
const MAIL_FROM = z
  .string()
  .refine((text) => z.email().safeParse(/^[^<>\r\n]{0,100}<([^<>]+)>$/.exec(text)?.[1] ?? text).success);
const NETWORKS = z
  .string()
  .transform((text) => text.split(',').map((network) => network.trim()))
  .refine((networks) => networks.every((network) => parseNetwork(network) !== undefined));
const ALLOWED_HOSTS = z
  .string()
  .transform((text) => text.split(',').map((entry) => entry.trim()))
  .refine((entries) => entries.every(isAllowEntry));
const IDENTIFIER = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]{0,62}$/);
const KEY = z.string().regex(new RegExp(`^[\\x21-\\x7e]{${KEY_MIN_LENGTH},256}$`));
const SIZE = z.string().transform(parseSize).pipe(z.number());
const SECONDS = whole(4).pipe(z.number().max(3600));
const LIMITS = z.string().transform((text, context) => {
  const limits = parseRoleLimits(text, (size) => SIZE.safeParse(size).data);
  if (limits) return limits;
  context.addIssue('');
  return z.NEVER;
});
const DAYS = z
  .string()
  .regex(/^\d{1,4}[dw]$/)
  .transform((text) => Number.parseInt(text, 10) * (text.endsWith('w') ? 7 : 1))
  .pipe(z.number().min(1).max(3650));

/** One variable: what it accepts in words, how it is read, and whether its value must not be repeated in messages. */
interface Setting<Value> {
  readonly accepts: string;
  readonly schema: z.ZodType<Value, string>;
  readonly isSecret: boolean;
}

function setting<Value>(accepts: string, schema: z.ZodType<Value, string>): Setting<Value> {
  return { accepts, schema, isSecret: false };
}

function secret<Value>(accepts: string, schema: z.ZodType<Value, string>): Setting<Value> {
  return { accepts, schema, isSecret: true };
}

const port = setting('a port from 0 (any free one) to 65535', PORT);
const key = secret(`${KEY_MIN_LENGTH} to 256 visible ASCII characters without spaces`, KEY);

const sessionTime = setting(
  'minutes, hours, days or weeks from 10m to 365d, like 30m, 12h or 7d',
  z
    .string()
    .transform(parseDuration)
    .pipe(
      z
        .number()
        .min(600_000)
        .max(365 * 86_400_000),
    ),
);

const authSecret = secret(`at least ${SECRET_MIN_LENGTH} characters`, z.string().min(SECRET_MIN_LENGTH));

const SETTINGS = {
  PORT: port,
  HOST: setting('a host name or an IP address', z.string().regex(/^[A-Za-z0-9.:_-]+$/)),
  MAPLE_URL: setting(
    'an http:// or https:// address without a path, like https://maple.example.com',
    ROOT_URL,
  ),
  MAPLE_TRUSTED_PROXIES: setting('addresses or networks of reverse proxies, like 10.0.0.0/8,::1', NETWORKS),
  MAPLE_ALLOWED_HOSTS: setting(
    'host names, addresses and networks that teams may connect to, like clickhouse.internal,10.0.0.0/8',
    ALLOWED_HOSTS,
  ),
  MAPLE_SMTP_URL: secret(
    'the address of a mail server, like smtp://user:password@mail.example.com:587 or smtps://mail.example.com',
    SMTP_URL,
  ),
  MAPLE_MAIL_FROM: setting('a mail address, like maple@example.com or Maple <maple@example.com>', MAIL_FROM),
  MAPLE_DATA_DIR: setting(
    'a directory',
    z.string().refine((text) => !text.includes('\0')),
  ),
  MAPLE_OTLP_HTTP_PORT: port,
  MAPLE_OTLP_GRPC_PORT: port,
  MAPLE_OPAMP_PORT: port,
  MAPLE_ENGINE_PORT: port,
  MAPLE_ENGINE_MEMORY: setting('a size of at least 512MiB, like 4GiB', SIZE.pipe(z.number().min(0.5 * GIB))),
  MAPLE_INGEST_QUEUE: setting('a size of at least 1MiB, like 128MiB', SIZE.pipe(z.number().min(1024 ** 2))),
  MAPLE_QUERY_MAX_SECONDS: setting('seconds from 0 (no limit) to 3600', SECONDS),
  MAPLE_QUERY_MAX_ROWS: setting('a whole number of rows that a query may read, 0 for no limit', whole(15)),
  MAPLE_QUERY_MAX_MEMORY: setting(
    'a size of at least 16MiB, like 2GiB',
    SIZE.pipe(z.number().min(16 * 1024 ** 2)),
  ),
  MAPLE_QUERY_MAX_RESULT: setting(
    'a size of at least 1MiB, like 64MiB',
    SIZE.pipe(z.number().min(1024 ** 2)),
  ),
  MAPLE_QUERY_MAX_CONCURRENT: setting(
    'how many queries of all teams run at once, from 3 to 1000',
    whole(4).pipe(z.number().min(3).max(1_000)),
  ),
  MAPLE_QUERY_LIMITS: setting(
    'other limits by role or for keys, like viewer:seconds=20,memory=1GB;key:rows=1000000000 (owner, admin, member, viewer, key; seconds, rows, memory, result, concurrent)',
    LIMITS,
  ),
  MAPLE_RETENTION: setting('whole days or weeks from 1d to 3650d, like 30d or 2w', DAYS),
  MAPLE_AUDIT_RETENTION: setting(
    'whole days or weeks from 30d to 3650d, like 365d or 26w',
    DAYS.pipe(z.number().min(30)),
  ),
  MAPLE_SESSION_IDLE: sessionTime,
  MAPLE_SESSION_MAX: sessionTime,
  MAPLE_LOG_LEVEL: setting(LOG_LEVEL.options.join(', '), z.string().pipe(LOG_LEVEL)),
  MAPLE_SELF_TELEMETRY: setting('on or off', z.string().pipe(z.enum(['on', 'off']))),
  MAPLE_ADMIN_EMAIL: setting('an e-mail address', z.string().pipe(z.email())),
  // Whether it is long enough is asked when the account is made: an old one may stay where it is.
  MAPLE_ADMIN_PASSWORD: secret(
    `at most ${PASSWORD_MAX_LENGTH} characters`,
    z.string().max(PASSWORD_MAX_LENGTH),
  ),
  MAPLE_API_KEY: key,
  MAPLE_INGEST_KEY: key,
  BETTER_AUTH_SECRET: authSecret,
  BETTER_AUTH_SECRET_PREVIOUS: authSecret,
  // May hold a password by mistake, so it is not repeated.
  CLICKHOUSE_URL: secret(
    'an http:// or https:// address without user and password (those are CLICKHOUSE_USER and CLICKHOUSE_PASSWORD)',
    HTTP_URL,
  ),
  CLICKHOUSE_USER: setting('a user name', z.string()),
  CLICKHOUSE_PASSWORD: secret('a password', z.string()),
  CLICKHOUSE_DATABASE: setting(
    'letters, digits and underscores, not "system" or "information_schema"',
    IDENTIFIER.refine((name) => !/^(system|information_schema)$/i.test(name)),
  ),
  CLICKHOUSE_CLUSTER: setting('letters, digits and underscores', IDENTIFIER),
};

type Values = { [Name in keyof typeof SETTINGS]: z.output<(typeof SETTINGS)[Name]['schema']> | undefined };

/**
 * Reads the settings. `env` is the environment (an empty value counts as unset), `root` the checkout, to which a
 * relative data directory is resolved. Throws a ConfigError that names every wrong variable and what it accepts.
 */
export function readConfig(env: Record<string, string | undefined>, root: string): Config {
  const problems: string[] = [];
  const values = readValues(env, problems);
  const host = values.HOST ?? '127.0.0.1';
  const mainPort = values.PORT ?? 3000;
  const config: Config = {
    root,
    host,
    port: mainPort,
    url: values.MAPLE_URL ?? `http://${reachableHost(host)}:${mainPort}`,
    trustedProxies: values.MAPLE_TRUSTED_PROXIES ?? [],
    allowedHosts: values.MAPLE_ALLOWED_HOSTS ?? [],
    mail:
      values.MAPLE_SMTP_URL !== undefined && values.MAPLE_MAIL_FROM !== undefined
        ? { url: values.MAPLE_SMTP_URL, from: values.MAPLE_MAIL_FROM }
        : undefined,
    dataDir: resolve(root, values.MAPLE_DATA_DIR ?? 'data'),
    otlpHttpPort: values.MAPLE_OTLP_HTTP_PORT ?? 4318,
    otlpGrpcPort: values.MAPLE_OTLP_GRPC_PORT ?? 4317,
    opampPort: values.MAPLE_OPAMP_PORT ?? 4320,
    enginePort: values.MAPLE_ENGINE_PORT ?? 8123,
    clickhouse: {
      url: values.CLICKHOUSE_URL,
      user: values.CLICKHOUSE_USER ?? 'default',
      password: values.CLICKHOUSE_PASSWORD ?? '',
      database: values.CLICKHOUSE_DATABASE ?? 'otel',
      cluster: values.CLICKHOUSE_CLUSTER,
    },
    retentionDays: values.MAPLE_RETENTION ?? 30,
    auditRetentionDays: values.MAPLE_AUDIT_RETENTION ?? 365,
    authSecret: values.BETTER_AUTH_SECRET,
    previousAuthSecret: values.BETTER_AUTH_SECRET_PREVIOUS,
    admin:
      values.MAPLE_ADMIN_EMAIL !== undefined && values.MAPLE_ADMIN_PASSWORD !== undefined
        ? { email: values.MAPLE_ADMIN_EMAIL.toLowerCase(), password: values.MAPLE_ADMIN_PASSWORD }
        : undefined,
    sessions: lifetimeOf(values.MAPLE_SESSION_IDLE, values.MAPLE_SESSION_MAX),
    apiKey: values.MAPLE_API_KEY,
    ingestKey: values.MAPLE_INGEST_KEY,
    isLoopback: isLoopbackHost(host),
    logLevel: values.MAPLE_LOG_LEVEL ?? 'info',
    engineMemoryBytes: values.MAPLE_ENGINE_MEMORY ?? Math.min(Math.floor(totalmem() / 2), 8 * GIB),
    ingestQueueBytes: values.MAPLE_INGEST_QUEUE ?? 128 * 1024 ** 2,
    queryLimits: {
      all: {
        maxSeconds: values.MAPLE_QUERY_MAX_SECONDS ?? DEFAULT_LIMITS.maxSeconds,
        maxRows: values.MAPLE_QUERY_MAX_ROWS ?? DEFAULT_LIMITS.maxRows,
        maxMemoryBytes: values.MAPLE_QUERY_MAX_MEMORY ?? DEFAULT_LIMITS.maxMemoryBytes,
        maxResultBytes: values.MAPLE_QUERY_MAX_RESULT ?? DEFAULT_LIMITS.maxResultBytes,
        maxConcurrent: DEFAULT_LIMITS.maxConcurrent,
      },
      byRole: values.MAPLE_QUERY_LIMITS ?? {},
    },
    queryPlaces:
      values.MAPLE_QUERY_MAX_CONCURRENT ??
      (values.CLICKHOUSE_URL === undefined ? PLACES.engine : PLACES.server),
    selfTelemetry: values.MAPLE_SELF_TELEMETRY !== 'off',
    warnings: [...unknownVariables(env), ...unreachableUrl(host, values)],
  };
  problems.push(...contradictions(config, env));
  if (problems.length > 0) throw new ConfigError(problems.join('\n'));
  return config;
}

/** The settings of this process. The one place that reads the environment. */
export function readEnvironment(root: string): Config {
  return readConfig(process.env, root);
}

function readValues(env: Record<string, string | undefined>, problems: string[]): Values {
  const values: Record<string, unknown> = {};
  for (const [name, { accepts, schema, isSecret }] of Object.entries<Setting<unknown>>(SETTINGS)) {
    const text = env[name];
    if (text === undefined || text === '') continue;
    const result = schema.safeParse(text);
    if (result.success) values[name] = result.data;
    else
      problems.push(`${name}${isSecret ? '' : `=${printable(text)}`} is not valid: it accepts ${accepts}.`);
  }
  // Each entry was parsed by the schema that its type is inferred from.
  return values as Values;
}

/** Settings that are each fine but do not go together. */
function contradictions(config: Config, env: Record<string, string | undefined>): string[] {
  const lines: string[] = [];
  const ports: [string, number][] = [
    ['PORT', config.port],
    ['MAPLE_OTLP_HTTP_PORT', config.otlpHttpPort],
    ['MAPLE_OTLP_GRPC_PORT', config.otlpGrpcPort],
  ];
  if (config.clickhouse.url === undefined) ports.push(['MAPLE_ENGINE_PORT', config.enginePort]);
  const seen = new Map<number, string>();
  for (const [name, number] of ports) {
    const other = seen.get(number);
    if (other !== undefined)
      lines.push(`${name} and ${other} are both ${number}: each needs a port of its own.`);
    else if (number !== 0) seen.set(number, name);
  }
  if (Boolean(env.MAPLE_ADMIN_EMAIL) !== Boolean(env.MAPLE_ADMIN_PASSWORD)) {
    const missing = env.MAPLE_ADMIN_EMAIL ? 'MAPLE_ADMIN_PASSWORD' : 'MAPLE_ADMIN_EMAIL';
    lines.push(
      `${missing} is missing: MAPLE_ADMIN_EMAIL and MAPLE_ADMIN_PASSWORD are given together or not at all.`,
    );
  }
  if (Boolean(env.MAPLE_SMTP_URL) !== Boolean(env.MAPLE_MAIL_FROM)) {
    const missing = env.MAPLE_SMTP_URL ? 'MAPLE_MAIL_FROM' : 'MAPLE_SMTP_URL';
    lines.push(`${missing} is missing: MAPLE_SMTP_URL and MAPLE_MAIL_FROM are given together or not at all.`);
  }
  if (config.sessions.idleMs > config.sessions.maxMs)
    lines.push('MAPLE_SESSION_IDLE is longer than MAPLE_SESSION_MAX: a session ends after that anyway.');
  if (config.apiKey !== undefined && config.apiKey === config.ingestKey) {
    lines.push('MAPLE_INGEST_KEY is the same as MAPLE_API_KEY: it accepts a key of its own.');
  }
  if (config.clickhouse.cluster !== undefined && !env.CLICKHOUSE_URL) {
    lines.push('CLICKHOUSE_CLUSTER needs CLICKHOUSE_URL: the embedded engine is one node.');
  }
  return lines;
}

/** Unknown variables are not errors, so that one environment can serve an older and a newer version. */
function unknownVariables(env: Record<string, string | undefined>): string[] {
  const known = Object.keys(SETTINGS);
  return Object.keys(env)
    .filter((name) => name.startsWith('MAPLE_') && !known.includes(name))
    .map((name) => {
      const closest = closestWord(name, known);
      return `${name} is not a setting of Maple${closest ? `: did you mean ${closest}?` : '.'}`;
    });
}

function unreachableUrl(host: string, values: Values): string[] {
  if (values.MAPLE_URL !== undefined || isLoopbackHost(host)) return [];
  return [
    'MAPLE_URL is not set: set it to the address people open in their browser, like https://maple.example.com.',
  ];
}

/** A host for a URL: wildcards become a name that works on this machine. */
function reachableHost(host: string): string {
  if (host === '0.0.0.0' || host === '::') return 'localhost';
  return host.includes(':') ? `[${host}]` : host;
}

/** A value on one line, however strange. */
function printable(text: string): string {
  const quoted = JSON.stringify(text);
  return quoted.length > 80 ? `${quoted.slice(0, 77)}…"` : quoted;
}

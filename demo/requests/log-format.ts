// One message, written the way each service writes: plain text, logfmt, JSON, key-value bodies, framework prefixes.

import type { Attributes, AttributeValue } from '../model.ts';
import type { Pod } from '../pods.ts';
import type { LogStyle } from '../scenario.ts';
import type { Failure } from './exceptions.ts';

export type Level = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal';

/** OTLP severity numbers. */
export const SEVERITY: Readonly<Record<Level, number>> = {
  trace: 1,
  debug: 5,
  info: 9,
  warn: 13,
  error: 17,
  fatal: 21,
};

const TITLES = {
  upper: { trace: 'TRACE', debug: 'DEBUG', info: 'INFO', warn: 'WARN', error: 'ERROR', fatal: 'FATAL' },
  lower: { trace: 'trace', debug: 'debug', info: 'info', warn: 'warn', error: 'error', fatal: 'fatal' },
  dotnet: {
    trace: 'Trace',
    debug: 'Debug',
    info: 'Information',
    warn: 'Warning',
    error: 'Error',
    fatal: 'Critical',
  },
  python: {
    trace: 'DEBUG',
    debug: 'DEBUG',
    info: 'INFO',
    warn: 'WARNING',
    error: 'ERROR',
    fatal: 'CRITICAL',
  },
  monolog: {
    trace: 'DEBUG',
    debug: 'DEBUG',
    info: 'INFO',
    warn: 'WARNING',
    error: 'ERROR',
    fatal: 'CRITICAL',
  },
  postgres: { trace: 'DEBUG', debug: 'DEBUG', info: 'LOG', warn: 'WARNING', error: 'ERROR', fatal: 'FATAL' },
} as const satisfies Record<string, Record<Level, string>>;

const PINO: Readonly<Record<Level, number>> = {
  trace: 10,
  debug: 20,
  info: 30,
  warn: 40,
  error: 50,
  fatal: 60,
};

/** The level as the style's library spells it. */
export function severityText(style: LogStyle, level: Level): string {
  switch (style) {
    case 'pino':
    case 'logfmt':
    case 'structured':
      return TITLES.lower[level];
    case 'dotnet':
    case 'python':
    case 'monolog':
    case 'postgres':
      return TITLES[style][level];
    default:
      return TITLES.upper[level];
  }
}

interface Line {
  readonly body: string | Attributes;
  readonly attributes: Attributes;
}

/** What a service says; `{name}` in the message stands for a field. */
export interface Said {
  readonly pod: Pod;
  readonly timeUs: number;
  readonly level: Level;
  readonly message: string;
  readonly fields: Attributes;
  readonly failure: Failure | undefined;
}

/** The body and attributes of a line in the style of the pod's service. */
export function formatLine(said: Said): Line {
  const { pod, timeUs, level, fields, failure } = said;
  const style = pod.service.style;
  const text = fill(said.message, fields);
  const exception = failure && {
    'exception.type': failure.type,
    'exception.message': failure.message,
    'exception.stacktrace': failure.stack,
  };
  switch (style) {
    case 'pino':
      return {
        body: JSON.stringify({
          level: PINO[level],
          time: Math.floor(timeUs / 1000),
          pid: 1,
          hostname: pod.podName,
          ...fields,
          ...(failure && { err: { type: failure.type, message: failure.message, stack: failure.stack } }),
          msg: text,
        }),
        attributes: exception ?? NONE,
      };
    case 'slog':
      return {
        body: JSON.stringify({
          time: iso(timeUs),
          level: TITLES.upper[level],
          msg: text,
          ...fields,
          ...(failure && { panic: failure.stack }),
        }),
        attributes: exception ?? NONE,
      };
    case 'logfmt':
      return {
        body: `ts=${iso(timeUs)} level=${level} msg=${quoted(text)}${pairs(fields, logfmtValue)}`,
        attributes: exception ?? NONE,
      };
    case 'structured':
      return { body: { message: text, ...fields }, attributes: exception ?? NONE };
    case 'tracing':
      return { body: `${text}${pairs(fields, rustValue)}`, attributes: fields };
    case 'monolog':
      return {
        body: `[${iso(timeUs)}] production.${TITLES.monolog[level]}: ${text} ${JSON.stringify(fields)} []${failure ? `\n${failure.stack}` : ''}`,
        attributes: exception ?? NONE,
      };
    case 'ruby':
      return {
        body: `${TITLES.upper[level][0]}, [${iso(timeUs).slice(0, -1)} #1] ${TITLES.upper[level].padStart(5)} -- : ${text}${failure ? `\n${failure.stack}` : ''}`,
        attributes: { ...fields, ...exception },
      };
    case 'logback':
      return {
        body: failure ? `${text}\n${failure.stack}` : text,
        attributes: {
          'thread.name': `http-nio-${pod.service.port}-exec-${(timeUs % 40) + 1}`,
          'code.function.name': `${pod.service.scopes.app.name}.handle`,
          ...fields,
          ...exception,
        },
      };
    case 'dotnet':
      return { body: text, attributes: { ...fields, '{OriginalFormat}': said.message, ...exception } };
    case 'postgres':
      return {
        body: `${iso(timeUs).replace('T', ' ').replace('Z', ' UTC')} [${(timeUs % 30_000) + 200}] ${TITLES.postgres[level]}:  ${text}`,
        attributes: {
          'log.file.path': `/var/log/pods/data_${pod.podName}/postgresql/0.log`,
          'log.iostream': 'stderr',
        },
      };
    case 'access':
      return {
        body: text,
        attributes: {
          ...fields,
          'log.file.path': `/var/log/pods/edge_${pod.podName}/controller/0.log`,
          'log.iostream': 'stdout',
        },
      };
    case 'python':
      return {
        body: failure ? `${text}\n${failure.stack}` : text,
        attributes: {
          'code.file.path': `/app/${pod.service.scopes.app.name.replace('.', '/')}.py`,
          ...fields,
          ...exception,
        },
      };
  }
}

const NONE: Attributes = {};
const templates = new Map<string, readonly string[]>();

/** Text with `{name}` replaced by the field; the odd parts of a split template are the names. */
function fill(message: string, fields: Attributes): string {
  let parts = templates.get(message);
  if (!parts) {
    parts = message.split(/\{([\w.]+)\}/);
    templates.set(message, parts);
  }
  let text = parts[0] as string;
  for (let i = 1; i < parts.length; i += 2) text += String(fields[parts[i] as string] ?? '') + parts[i + 1];
  return text;
}

function pairs(fields: Attributes, value: (value: AttributeValue) => string): string {
  let text = '';
  for (const key in fields) {
    if (fields[key] !== undefined) text += ` ${key}=${value(fields[key])}`;
  }
  return text;
}

function logfmtValue(value: AttributeValue): string {
  return typeof value === 'string' && /[\s"=]/.test(value) ? quoted(value) : String(value);
}

function rustValue(value: AttributeValue): string {
  return typeof value === 'string' ? quoted(value) : String(value);
}

function quoted(text: string): string {
  return text.includes('"') || text.includes('\n') ? JSON.stringify(text) : `"${text}"`;
}

let second = -1;
let secondText = '';

/** RFC 3339 with microseconds. The part before the dot is kept from call to call: most lines share their second. */
export function iso(us: number): string {
  const whole = Math.floor(us / 1_000_000);
  if (whole !== second) {
    second = whole;
    secondText = new Date(whole * 1000).toISOString().slice(0, 19);
  }
  return `${secondText}.${String(us % 1_000_000).padStart(6, '0')}Z`;
}

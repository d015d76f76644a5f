// The command line of the demo: options, their meaning and their limits.
import { parseArgs } from 'node:util';

export const SIGNALS = ['logs', 'traces', 'metrics'] as const;
export type Signal = (typeof SIGNALS)[number];

/** What the command line asks for. */
export interface Options {
  /** Base URL of the OTLP/HTTP endpoint, without a trailing slash. */
  readonly endpoint: string;
  readonly key: string | undefined;
  /** How far back to begin, in microseconds; 0: now. */
  readonly sinceUs: number;
  /** Shop requests per second, on the day's average. */
  readonly rate: number;
  readonly seed: number;
  readonly live: boolean;
  readonly signals: ReadonlySet<Signal>;
  /** About so many logs and spans in the backfill; the rate follows from it. */
  readonly records: number | undefined;
  readonly connections: number;
  readonly gzip: boolean;
  readonly quiet: boolean;
}

export const HELP = `Sends the telemetry of a small shop to Maple, or to any other OTLP/HTTP endpoint.

  node demo/main.ts [options]

  --endpoint URL     where to send           (http://127.0.0.1:4318)
  --key KEY          ingest key, sent as Authorization: Bearer; else MAPLE_INGEST_KEY
  --since DURATION   begin this far back: 30m, 24h, 7d   (0s)
  --live             go on with live traffic after the backfill; the default without --since
  --rate N           shop requests per second on the day's average; each is about 6 logs and 11 spans   (10)
  --records N        instead of a rate: about this many logs and spans since then; metrics come on top
  --seed N           another seed is another history   (1)
  --signals LIST     some of logs,traces,metrics   (all)
  --connections N    requests at the same time, 1 to 32   (4)
  --gzip             compress the requests
  --quiet            no progress lines
  --incidents        list the named incidents, when they were last, and the search that finds each
  --help             this text

Same seed, same rate, same time: same bytes. More in demo/README.md.`;

/** A command line that makes no sense; the message is one line for the user. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

const UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 };
const LONGEST_S = 90 * 86_400;

/**
 * Reads the arguments after the script's name; `key` is the ingest key of the environment. Returns 'help' or 'incidents' if that is asked for; throws
 * UsageError.
 */
export function readOptions(args: readonly string[], key?: string): Options | 'help' | 'incidents' {
  const values = parse(args);
  if (values.help) return 'help';
  if (values.incidents) return 'incidents';
  const sinceUs = duration(values.since ?? '0s') * 1e6;
  const records = values.records === undefined ? undefined : whole('--records', values.records, 1, 1e10);
  if (records !== undefined && sinceUs === 0)
    throw new UsageError('--records needs --since: the records are spread over that time.');
  if (records !== undefined && values.rate !== undefined)
    throw new UsageError('--records and --rate exclude each other.');
  const signals = new Set(values.signals === undefined ? SIGNALS : values.signals.split(',').map(signal));
  if (records !== undefined && !signals.has('logs') && !signals.has('traces')) {
    throw new UsageError('--records counts logs and spans: --signals must have one of them.');
  }
  return {
    endpoint: url(values.endpoint ?? 'http://127.0.0.1:4318'),
    key: values.key ?? key,
    sinceUs,
    rate: values.rate === undefined ? 10 : number('--rate', values.rate, 0.01, 10_000),
    seed: values.seed === undefined ? 1 : whole('--seed', values.seed, 0, 2 ** 32 - 1),
    live: values.live ?? sinceUs === 0,
    signals,
    records,
    connections: values.connections === undefined ? 4 : whole('--connections', values.connections, 1, 32),
    gzip: values.gzip ?? false,
    quiet: values.quiet ?? false,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      strict: true,
      allowPositionals: false,
      options: {
        endpoint: { type: 'string' },
        key: { type: 'string' },
        since: { type: 'string' },
        rate: { type: 'string' },
        records: { type: 'string' },
        seed: { type: 'string' },
        signals: { type: 'string' },
        connections: { type: 'string' },
        live: { type: 'boolean' },
        gzip: { type: 'boolean' },
        quiet: { type: 'boolean' },
        incidents: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    }).values;
  } catch (error) {
    throw new UsageError((error as Error).message.split('. ')[0] as string);
  }
}

function number(option: string, text: string, low: number, high: number): number {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (!(value >= low && value <= high))
    throw new UsageError(`${option} takes a number from ${low} to ${high}, not "${text}".`);
  return value;
}

function whole(option: string, text: string, low: number, high: number): number {
  const value = number(option, text, low, high);
  if (!Number.isInteger(value)) throw new UsageError(`${option} takes a whole number, not "${text}".`);
  return value;
}

function duration(text: string): number {
  const match = /^(\d+(?:\.\d+)?)([smhdw])$/.exec(text);
  const seconds = match ? Number(match[1]) * (UNITS[match[2] as string] as number) : Number.NaN;
  if (!(seconds <= LONGEST_S))
    throw new UsageError(`--since takes a duration up to 90d such as 30m, 24h or 7d, not "${text}".`);
  return seconds;
}

function url(text: string): string {
  const parsed = URL.canParse(text) ? new URL(text) : undefined;
  if (parsed?.protocol !== 'http:' && parsed?.protocol !== 'https:') {
    throw new UsageError(`--endpoint takes a URL such as http://127.0.0.1:4318, not "${text}".`);
  }
  return text.replace(/\/+$/, '');
}

function signal(text: string): Signal {
  const found = SIGNALS.find((name) => name === text);
  if (!found) throw new UsageError(`--signals takes some of ${SIGNALS.join(',')}, not "${text}".`);
  return found;
}

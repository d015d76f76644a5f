// The command line, case by case.
import { describe, expect, test } from 'vitest';
import { type Options, readOptions, UsageError } from './args.ts';

const DEFAULTS: Options = {
  endpoint: 'http://127.0.0.1:4318',
  key: undefined,
  sinceUs: 0,
  rate: 10,
  seed: 1,
  live: true,
  signals: new Set(['logs', 'traces', 'metrics']),
  records: undefined,
  connections: 4,
  gzip: false,
  quiet: false,
};

test.each<[string, Partial<Options>]>([
  ['', {}],
  ['--endpoint https://maple.example/otlp/', { endpoint: 'https://maple.example/otlp' }],
  ['--key abc', { key: 'abc' }],
  ['--since 30m', { sinceUs: 1.8e9, live: false }],
  ['--since 24h --live', { sinceUs: 86.4e9, live: true }],
  ['--since 1.5d', { sinceUs: 129.6e9, live: false }],
  ['--since 2w --rate 0.5', { sinceUs: 1209.6e9, live: false, rate: 0.5 }],
  ['--since 1h --records 5000', { sinceUs: 3.6e9, live: false, records: 5000 }],
  [
    '--since 1h --records 1e6 --signals logs',
    { sinceUs: 3.6e9, live: false, records: 1_000_000, signals: new Set(['logs']) },
  ],
  ['--seed 0 --connections 8 --gzip --quiet', { seed: 0, connections: 8, gzip: true, quiet: true }],
  ['--signals metrics,logs', { signals: new Set(['metrics', 'logs']) }],
])('%s', (line, wanted) => {
  expect(readOptions(line === '' ? [] : line.split(' '))).toEqual({ ...DEFAULTS, ...wanted });
});

test.each(['--help', '-h', '--since nonsense --help'])('%s asks for help', (line) => {
  expect(readOptions(line.split(' '))).toBe('help');
});

test('--incidents lists them', () => {
  expect(readOptions(['--incidents'])).toBe('incidents');
});

describe('mistakes name the option and what it takes', () => {
  test.each([
    [['--since', '24'], /--since takes a duration .* not "24"/],
    [['--since', '100d'], /--since takes a duration up to 90d/],
    [['--since', '-1h'], /--since/],
    [['--rate', '0'], /--rate takes a number from 0.01 to 10000, not "0"/],
    [['--rate', ''], /--rate/],
    [['--rate', 'NaN'], /--rate/],
    [['--seed', '1.5'], /--seed takes a whole number, not "1.5"/],
    [['--seed', '4294967296'], /--seed/],
    [['--records', '10'], /--records needs --since/],
    [['--since', '1h', '--records', '10', '--rate', '1'], /exclude each other/],
    [['--since', '1h', '--records', '10', '--signals', 'metrics'], /--records counts logs and spans/],
    [['--signals', 'logs,profiles'], /--signals takes some of logs,traces,metrics, not "profiles"/],
    [['--signals', ''], /--signals/],
    [['--connections', '0'], /--connections/],
    [['--endpoint', '127.0.0.1:4318'], /--endpoint takes a URL/],
    [['--endpoint', 'ftp://x'], /--endpoint takes a URL/],
    [['--unknown'], /--unknown/],
    [['stray'], /stray/],
    [['--live=maybe'], /--live/],
  ] as const)('%j', (args, message) => {
    expect(() => readOptions(args)).toThrow(UsageError);
    expect(() => readOptions(args)).toThrow(message);
  });
});

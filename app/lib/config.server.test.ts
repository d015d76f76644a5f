// Settings: defaults, what each variable accepts, what goes together, and that secrets stay out of messages.
import { totalmem } from 'node:os';
import { describe, expect, test } from 'vitest';
import { ConfigError, readConfig } from './config.server.ts';

const ROOT = '/srv/maple';

describe('defaults', () => {
  test('are safe: everything on loopback, nothing shared', () => {
    expect(readConfig({}, ROOT)).toEqual({
      root: ROOT,
      host: '127.0.0.1',
      port: 3000,
      url: 'http://127.0.0.1:3000',
      trustedProxies: [],
      allowedHosts: [],
      mail: undefined,
      dataDir: '/srv/maple/data',
      otlpHttpPort: 4318,
      otlpGrpcPort: 4317,
      opampPort: 4320,
      enginePort: 8123,
      clickhouse: { url: undefined, user: 'default', password: '', database: 'otel', cluster: undefined },
      retentionDays: 30,
      auditRetentionDays: 365,
      authSecret: undefined,
      previousAuthSecret: undefined,
      admin: undefined,
      apiKey: undefined,
      ingestKey: undefined,
      isLoopback: true,
      logLevel: 'info',
      engineMemoryBytes: Math.min(Math.floor(totalmem() / 2), 8 * 1024 ** 3),
      ingestQueueBytes: 128 * 1024 ** 2,
      queryLimits: {
        all: {
          maxSeconds: 60,
          maxRows: 0,
          maxMemoryBytes: 0,
          maxResultBytes: 64 * 1024 ** 2,
          maxConcurrent: 0,
        },
        byRole: {},
      },
      queryPlaces: 12,
      selfTelemetry: true,
      sessions: { idleMs: 604_800_000, maxMs: 2_592_000_000 },
      warnings: [],
    });
  });

  test('an empty value counts as unset', () => {
    const empty = { PORT: '', HOST: '', MAPLE_API_KEY: '', MAPLE_ADMIN_EMAIL: '', CLICKHOUSE_URL: '' };
    expect(readConfig(empty, ROOT)).toEqual(readConfig({}, ROOT));
  });
});

describe('values', () => {
  test.each([
    [{ PORT: '0' }, { port: 0 }],
    [{ PORT: '8080' }, { port: 8080, url: 'http://127.0.0.1:8080' }],
    [{ HOST: '0.0.0.0' }, { isLoopback: false, url: 'http://localhost:3000' }],
    [{ HOST: '::1' }, { isLoopback: true, url: 'http://[::1]:3000' }],
    [{ HOST: 'localhost' }, { isLoopback: true }],
    [{ HOST: '10.1.2.3' }, { isLoopback: false, url: 'http://10.1.2.3:3000' }],
    [{ MAPLE_URL: 'https://Maple.Example.com/' }, { url: 'https://maple.example.com' }],
    [{ MAPLE_URL: 'http://maple:80' }, { url: 'http://maple' }],
    [{ MAPLE_TRUSTED_PROXIES: '10.0.0.0/8, ::1' }, { trustedProxies: ['10.0.0.0/8', '::1'] }],
    [{ MAPLE_ALLOWED_HOSTS: 'ch.internal, fd00::/8' }, { allowedHosts: ['ch.internal', 'fd00::/8'] }],
    [
      { MAPLE_SMTP_URL: 'smtps://u:p@mail.example:465', MAPLE_MAIL_FROM: 'Maple <maple@example.com>' },
      { mail: { url: 'smtps://u:p@mail.example:465', from: 'Maple <maple@example.com>' } },
    ],
    [{ MAPLE_DATA_DIR: '/var/lib/maple' }, { dataDir: '/var/lib/maple' }],
    [{ MAPLE_DATA_DIR: 'other' }, { dataDir: '/srv/maple/other' }],
    [{ MAPLE_RETENTION: '1d' }, { retentionDays: 1 }],
    [{ MAPLE_RETENTION: '2w' }, { retentionDays: 14 }],
    [
      { MAPLE_SESSION_IDLE: '30m', MAPLE_SESSION_MAX: '12h' },
      { sessions: { idleMs: 1_800_000, maxMs: 43_200_000 } },
    ],
    // One that is set alone keeps the other from contradicting it.
    [{ MAPLE_SESSION_MAX: '12h' }, { sessions: { idleMs: 43_200_000, maxMs: 43_200_000 } }],
    [{ MAPLE_SESSION_IDLE: '60d' }, { sessions: { idleMs: 5_184_000_000, maxMs: 5_184_000_000 } }],
    [{ MAPLE_AUDIT_RETENTION: '30d' }, { auditRetentionDays: 30 }],
    [{ MAPLE_ENGINE_MEMORY: '1.5GiB' }, { engineMemoryBytes: 1.5 * 1024 ** 3 }],
    [{ MAPLE_ENGINE_MEMORY: '2 GB' }, { engineMemoryBytes: 2e9 }],
    [{ MAPLE_INGEST_QUEUE: '1048576B' }, { ingestQueueBytes: 1024 ** 2 }],
    [
      {
        MAPLE_QUERY_MAX_SECONDS: '20',
        MAPLE_QUERY_MAX_ROWS: '5000000000',
        MAPLE_QUERY_MAX_MEMORY: '1GB',
        MAPLE_QUERY_MAX_RESULT: '1MiB',
        MAPLE_QUERY_LIMITS: 'viewer:seconds=5, memory=100MB; key:rows=1000,result=2MiB',
      },
      {
        queryLimits: {
          all: {
            maxSeconds: 20,
            maxRows: 5e9,
            maxMemoryBytes: 1e9,
            maxResultBytes: 1024 ** 2,
            maxConcurrent: 0,
          },
          byRole: {
            viewer: { maxSeconds: 5, maxMemoryBytes: 1e8 },
            key: { maxRows: 1000, maxResultBytes: 2 * 1024 ** 2 },
          },
        },
      },
    ],
    [{ MAPLE_QUERY_MAX_CONCURRENT: '40' }, { queryPlaces: 40 }],
    [{ MAPLE_LOG_LEVEL: 'debug' }, { logLevel: 'debug' }],
    [{ MAPLE_SELF_TELEMETRY: 'off' }, { selfTelemetry: false }],
    [
      { MAPLE_ADMIN_EMAIL: 'Ada@example.com', MAPLE_ADMIN_PASSWORD: '0123456789' },
      { admin: { email: 'ada@example.com', password: '0123456789' } },
    ],
    [
      { MAPLE_OTLP_HTTP_PORT: '0', MAPLE_OTLP_GRPC_PORT: '0' },
      { otlpHttpPort: 0, otlpGrpcPort: 0 },
    ],
    // The engine's port is free when there is no embedded engine.
    [{ CLICKHOUSE_URL: 'http://ch:8123', PORT: '8123' }, { port: 8123 }],
    [
      { CLICKHOUSE_URL: 'https://ch.example.com:8443', CLICKHOUSE_CLUSTER: 'main' },
      {
        clickhouse: {
          url: 'https://ch.example.com:8443',
          user: 'default',
          password: '',
          database: 'otel',
          cluster: 'main',
        },
      },
    ],
  ])('%o', (env, expected) => {
    expect(readConfig(env, ROOT)).toMatchObject(expected);
  });
});

const PORT_RULE = 'it accepts a port from 0 (any free one) to 65535.';
const KEY_RULE = 'it accepts 20 to 256 visible ASCII characters without spaces.';

describe('wrong values', () => {
  test.each([
    [{ PORT: 'http' }, `PORT="http" is not valid: ${PORT_RULE}`],
    [{ PORT: '65536' }, `PORT="65536" is not valid: ${PORT_RULE}`],
    [{ PORT: '-1' }, `PORT="-1" is not valid: ${PORT_RULE}`],
    [{ PORT: '80.5' }, `PORT="80.5" is not valid: ${PORT_RULE}`],
    [{ PORT: ' 80' }, `PORT=" 80" is not valid: ${PORT_RULE}`],
    [{ PORT: '1\n2' }, `PORT="1\\n2" is not valid: ${PORT_RULE}`],
    [{ HOST: 'http://x' }, 'HOST="http://x" is not valid: it accepts a host name or an IP address.'],
    [
      { MAPLE_URL: 'maple.example.com' },
      'MAPLE_URL="maple.example.com" is not valid: it accepts an http:// or https:// address without a path, like https://maple.example.com.',
    ],
    [
      { MAPLE_URL: 'https://x.example/maple' },
      'MAPLE_URL="https://x.example/maple" is not valid: it accepts an http:// or https:// address without a path, like https://maple.example.com.',
    ],
    ...['29d', '4w', '3651d', '1y'].map((text): [Record<string, string>, string] => [
      { MAPLE_AUDIT_RETENTION: text },
      `MAPLE_AUDIT_RETENTION="${text}" is not valid: it accepts whole days or weeks from 30d to 3650d, like 365d or 26w.`,
    ]),
    ...['9m', '366d', '30', '1.5h', '-1d', '12 h'].map((text): [Record<string, string>, string] => [
      { MAPLE_SESSION_MAX: text },
      `MAPLE_SESSION_MAX="${text}" is not valid: it accepts minutes, hours, days or weeks from 10m to 365d, like 30m, 12h or 7d.`,
    ]),
    [
      { MAPLE_SESSION_IDLE: '2d', MAPLE_SESSION_MAX: '1d' },
      'MAPLE_SESSION_IDLE is longer than MAPLE_SESSION_MAX: a session ends after that anyway.',
    ],
    ...['12h', '0d', '30', '4000d', '-1d', '1.5d'].map((text): [Record<string, string>, string] => [
      { MAPLE_RETENTION: text },
      `MAPLE_RETENTION="${text}" is not valid: it accepts whole days or weeks from 1d to 3650d, like 30d or 2w.`,
    ]),
    [
      { MAPLE_TRUSTED_PROXIES: '10.0.0.0/8,proxy' },
      'MAPLE_TRUSTED_PROXIES="10.0.0.0/8,proxy" is not valid: it accepts addresses or networks of reverse proxies, like 10.0.0.0/8,::1.',
    ],
    [
      { MAPLE_ALLOWED_HOSTS: 'clickhouse.internal,http://x' },
      'MAPLE_ALLOWED_HOSTS="clickhouse.internal,http://x" is not valid: it accepts host names, addresses and networks that teams may connect to, like clickhouse.internal,10.0.0.0/8.',
    ],
    [
      { MAPLE_ENGINE_MEMORY: '100MB' },
      'MAPLE_ENGINE_MEMORY="100MB" is not valid: it accepts a size of at least 512MiB, like 4GiB.',
    ],
    [
      { MAPLE_QUERY_LIMITS: 'viewers:seconds=5' },
      'MAPLE_QUERY_LIMITS="viewers:seconds=5" is not valid: it accepts other limits by role or for keys, like viewer:seconds=20,memory=1GB;key:rows=1000000000 (owner, admin, member, viewer, key; seconds, rows, memory, result, concurrent).',
    ],
    [
      { MAPLE_QUERY_MAX_SECONDS: '4000' },
      'MAPLE_QUERY_MAX_SECONDS="4000" is not valid: it accepts seconds from 0 (no limit) to 3600.',
    ],
    [
      { MAPLE_INGEST_QUEUE: 'lots' },
      'MAPLE_INGEST_QUEUE="lots" is not valid: it accepts a size of at least 1MiB, like 128MiB.',
    ],
    [
      { MAPLE_LOG_LEVEL: 'loud' },
      'MAPLE_LOG_LEVEL="loud" is not valid: it accepts fatal, error, warn, info, debug, trace, silent.',
    ],
    [{ MAPLE_SELF_TELEMETRY: 'yes' }, 'MAPLE_SELF_TELEMETRY="yes" is not valid: it accepts on or off.'],
    [
      { MAPLE_ADMIN_EMAIL: 'ada', MAPLE_ADMIN_PASSWORD: '0123456789' },
      'MAPLE_ADMIN_EMAIL="ada" is not valid: it accepts an e-mail address.',
    ],
    [
      { CLICKHOUSE_DATABASE: 'a-b' },
      'CLICKHOUSE_DATABASE="a-b" is not valid: it accepts letters, digits and underscores, not "system" or "information_schema".',
    ],
    [
      { CLICKHOUSE_DATABASE: 'system' },
      'CLICKHOUSE_DATABASE="system" is not valid: it accepts letters, digits and underscores, not "system" or "information_schema".',
    ],
    // Secrets are never repeated.
    [{ MAPLE_API_KEY: 'short' }, `MAPLE_API_KEY is not valid: ${KEY_RULE}`],
    [{ MAPLE_INGEST_KEY: 'with a space in between' }, `MAPLE_INGEST_KEY is not valid: ${KEY_RULE}`],
    [{ BETTER_AUTH_SECRET: 'tiny' }, 'BETTER_AUTH_SECRET is not valid: it accepts at least 32 characters.'],
    [
      { MAPLE_ADMIN_EMAIL: 'a@b.example', MAPLE_ADMIN_PASSWORD: 'x'.repeat(129) },
      'MAPLE_ADMIN_PASSWORD is not valid: it accepts at most 128 characters.',
    ],
    [
      { CLICKHOUSE_URL: 'http://me:pass@ch:8123' },
      'CLICKHOUSE_URL is not valid: it accepts an http:// or https:// address without user and password (those are CLICKHOUSE_USER and CLICKHOUSE_PASSWORD).',
    ],
    // Fine alone, wrong together.
    [{ PORT: '4318' }, 'MAPLE_OTLP_HTTP_PORT and PORT are both 4318: each needs a port of its own.'],
    [{ PORT: '8123' }, 'MAPLE_ENGINE_PORT and PORT are both 8123: each needs a port of its own.'],
    [
      { MAPLE_SMTP_URL: 'http://u:secret@x', MAPLE_MAIL_FROM: 'maple@example.com' },
      'MAPLE_SMTP_URL is not valid: it accepts the address of a mail server, like smtp://user:password@mail.example.com:587 or smtps://mail.example.com.',
    ],
    [
      { MAPLE_SMTP_URL: 'smtp://x', MAPLE_MAIL_FROM: 'a@b.example\nBcc: c@d.example' },
      'MAPLE_MAIL_FROM="a@b.example\\nBcc: c@d.example" is not valid: it accepts a mail address, like maple@example.com or Maple <maple@example.com>.',
    ],
    [
      { MAPLE_SMTP_URL: 'smtp://x' },
      'MAPLE_MAIL_FROM is missing: MAPLE_SMTP_URL and MAPLE_MAIL_FROM are given together or not at all.',
    ],
    [
      { MAPLE_ADMIN_EMAIL: 'a@b.example' },
      'MAPLE_ADMIN_PASSWORD is missing: MAPLE_ADMIN_EMAIL and MAPLE_ADMIN_PASSWORD are given together or not at all.',
    ],
    [
      { MAPLE_API_KEY: 'k'.repeat(32), MAPLE_INGEST_KEY: 'k'.repeat(32) },
      'MAPLE_INGEST_KEY is the same as MAPLE_API_KEY: it accepts a key of its own.',
    ],
    [
      { CLICKHOUSE_CLUSTER: 'main' },
      'CLICKHOUSE_CLUSTER needs CLICKHOUSE_URL: the embedded engine is one node.',
    ],
  ])('%o', (env, message) => {
    expect(() => readConfig(env, ROOT)).toThrow(new ConfigError(message));
  });

  test('are all named at once, one line each', () => {
    expect(() => readConfig({ PORT: 'x', MAPLE_RETENTION: 'y' }, ROOT)).toThrow(
      /^PORT=.*\nMAPLE_RETENTION=.*$/,
    );
  });
});

describe('warnings', () => {
  test.each([
    [{ MAPLE_RETENTON: '7d' }, ['MAPLE_RETENTON is not a setting of Maple: did you mean MAPLE_RETENTION?']],
    [
      { MAPLE_FUTURE_SETTING_OF_SOME_KIND: '1' },
      ['MAPLE_FUTURE_SETTING_OF_SOME_KIND is not a setting of Maple.'],
    ],
    [
      { HOST: '0.0.0.0' },
      [
        'MAPLE_URL is not set: set it to the address people open in their browser, like https://maple.example.com.',
      ],
    ],
    [{ HOST: '0.0.0.0', MAPLE_URL: 'https://maple.example.com' }, []],
    [{ PATH: '/bin', npm_config_x: '1' }, []],
  ])('%o', (env: Record<string, string>, warnings) => {
    expect(readConfig(env, ROOT).warnings).toEqual(warnings);
  });
});

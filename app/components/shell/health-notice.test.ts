// Every part and every state that the server can report has words of its own.
import { expect, test } from 'vitest';
import { COMPONENT_STATES } from '#app/lib/health/schema.ts';
import { healthNotice } from './health-notice.ts';

const WELL = {
  engine: { status: 'ok' },
  metadata: { status: 'ok' },
  otlpHttp: { status: 'ok' },
  otlpGrpc: { status: 'ok' },
} as const;

test('nothing is said while all is well', () => {
  expect(healthNotice(WELL)).toBeUndefined();
});

test.each([
  [
    { engine: { status: 'restarting', message: 'The engine is not answering' } },
    'The engine is restarting. Queries will run again by themselves.',
    true,
  ],
  [
    { metadata: { status: 'down', message: 'The metadata database is not readable' } },
    'The metadata database is down: The metadata database is not readable.',
    false,
  ],
  [
    { otlpHttp: { status: 'down', message: 'not listening' } },
    'The OTLP/HTTP receiver is down: not listening.',
    false,
  ],
  [{ otlpGrpc: { status: 'down' } }, 'The OTLP/gRPC receiver is down.', false],
  [
    { otlpHttp: { status: 'down' }, engine: { status: 'restarting' } },
    'The OTLP/HTTP receiver is down.',
    false,
  ],
  [{ otlpHttp: { status: 'down' }, engine: { status: 'down' } }, 'The engine is down.', false],
] as const)('%j', (troubles, text, waiting) => {
  expect(healthNotice({ ...WELL, ...troubles })).toEqual({ text, waiting });
});

test.each(COMPONENT_STATES.filter((status) => status !== 'ok'))(
  'a part that is %s is spoken of',
  (status) => {
    expect(healthNotice({ ...WELL, engine: { status } })?.text).toContain(status);
  },
);

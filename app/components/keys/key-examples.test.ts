// The examples beside a new key: what its scopes allow, with the key and this installation's addresses in them.
import { expect, test } from 'vitest';
import { keyExamples } from './key-examples.ts';

const OTLP = { http: 'http://maple.example:4318', grpc: 'http://maple.example:4317' };
const KEY = 'mpl_abc-DEF_123';

test.each([
  [['ingest'], ['sdk', 'collector']],
  [['read'], ['api']],
  [['write'], []],
  [
    ['ingest', 'read', 'write', 'admin'],
    ['sdk', 'collector', 'api', 'keys'],
  ],
] as const)('%j: %j', (scopes, ids) => {
  const examples = keyExamples(KEY, [...scopes], OTLP, 'https://maple.example');
  expect(examples.map(({ id }) => id)).toEqual(ids);
  for (const { code } of examples) {
    expect(code).toContain(KEY);
    expect(code).toMatch(/http:\/\/maple\.example:4318|https:\/\/maple\.example\/api\/v1\//);
  }
});

test('the header of the SDKs is encoded as the specification has it', () => {
  const [sdk] = keyExamples(KEY, ['ingest'], OTLP, '');
  const value = /OTEL_EXPORTER_OTLP_HEADERS="Authorization=([^"]+)"/.exec(sdk?.code ?? '')?.[1] ?? '';
  expect(decodeURIComponent(value)).toBe(`Bearer ${KEY}`);
});

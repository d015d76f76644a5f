// The bytes of OTLP answers, read back with an independent protobuf decoder.
import protobuf from 'protobufjs';
import { expect, test } from 'vitest';
import { AppError, type ErrorCode } from '#app/lib/core/errors.ts';
import { encodeExportResponse, encodeStatus, grpcCode } from './responses.ts';

const { root } = protobuf.parse(`
  syntax = "proto3";
  message Partial { int64 rejected = 1; string error_message = 2; }
  message Response { Partial partial_success = 1; }
  message Any { string type_url = 1; bytes value = 2; }
  message Status { int32 code = 1; string message = 2; repeated Any details = 3; }
  message Duration { int64 seconds = 1; int32 nanos = 2; }
  message RetryInfo { Duration retry_delay = 1; }
`);

function read(type: string, bytes: Uint8Array): Record<string, unknown> {
  const message = root.lookupType(type);
  return message.toObject(message.decode(bytes), { longs: Number });
}

test('full success leaves partial_success unset', () => {
  expect(encodeExportResponse('logs', 'protobuf', 0, '')).toHaveLength(0);
  expect(Buffer.from(encodeExportResponse('logs', 'json', 0, '')).toString()).toBe('{}');
});

test.each([
  ['logs', 'rejectedLogRecords'],
  ['traces', 'rejectedSpans'],
  ['metrics', 'rejectedDataPoints'],
] as const)('%s: a partial success names how many were rejected and why', (signal, field) => {
  expect(read('Response', encodeExportResponse(signal, 'protobuf', 300, 'too old: ä'))).toEqual({
    partialSuccess: { rejected: 300, errorMessage: 'too old: ä' },
  });
  expect(JSON.parse(Buffer.from(encodeExportResponse(signal, 'json', 300, 'too old')).toString())).toEqual({
    partialSuccess: { [field]: '300', errorMessage: 'too old' },
  });
});

test('a warning without rejections keeps the count at zero', () => {
  expect(read('Response', encodeExportResponse('logs', 'protobuf', 0, 'deprecated'))).toEqual({
    partialSuccess: { errorMessage: 'deprecated' },
  });
});

test('a count beyond 32 bits survives', () => {
  expect(read('Response', encodeExportResponse('logs', 'protobuf', 2 ** 40 + 5, 'x'))).toEqual({
    partialSuccess: { rejected: 2 ** 40 + 5, errorMessage: 'x' },
  });
});

test('a status carries its retry delay as RetryInfo', () => {
  const error = new AppError('unavailable', 'restarting', { retryAfter: 1.5 });
  const status = read('Status', encodeStatus('protobuf', error)) as {
    code: number;
    message: string;
    details: { typeUrl: string; value: Uint8Array }[];
  };
  expect(status).toMatchObject({ code: 14, message: 'restarting' });
  expect(status.details[0]?.typeUrl).toBe('type.googleapis.com/google.rpc.RetryInfo');
  expect(read('RetryInfo', status.details[0]?.value ?? new Uint8Array())).toEqual({
    retryDelay: { seconds: 1, nanos: 500_000_000 },
  });
  expect(JSON.parse(Buffer.from(encodeStatus('json', error)).toString())).toEqual({
    code: 14,
    message: 'restarting',
    details: [{ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '1.5s' }],
  });
});

test('a status without a retry delay has no details', () => {
  const error = new AppError('bad_request', 'broken');
  expect(read('Status', encodeStatus('protobuf', error))).toEqual({ code: 3, message: 'broken' });
  expect(JSON.parse(Buffer.from(encodeStatus('json', error)).toString())).toEqual({
    code: 3,
    message: 'broken',
  });
});

test.each<[ErrorCode, number]>([
  ['bad_request', 3],
  ['unauthorized', 16],
  ['forbidden', 7],
  ['payload_too_large', 8],
  ['rate_limited', 8],
  ['unavailable', 14],
  ['timeout', 14],
  ['internal', 13],
])('%s is gRPC code %i', (code, expected) => {
  expect(grpcCode(new AppError(code, ''))).toBe(expected);
});

// The OTLP answers: ExportResponse, google.rpc.Status and RetryInfo, as protobuf and as JSON.
import type { AppError, ErrorCode } from '#app/lib/core/errors.ts';
import type { Signal } from '#app/lib/otlp/decode.ts';

export type Encoding = 'protobuf' | 'json';

/** The canonical gRPC status codes that an OTLP receiver answers with. */
const GRPC_CODE: Record<ErrorCode, number> = {
  bad_request: 3,
  weak_password: 3,
  unauthorized: 16,
  forbidden: 7,
  second_factor_required: 7,
  not_found: 5,
  method_not_allowed: 12,
  conflict: 10,
  payload_too_large: 8,
  unsupported_media_type: 3,
  limit_exceeded: 8,
  rate_limited: 8,
  cancelled: 1,
  internal: 13,
  unavailable: 14,
  timeout: 14,
};

/** How the count of rejected records is called in the JSON answer of each signal; it is field 1 in all three. */
const REJECTED_FIELD: Record<Signal, string> = {
  logs: 'rejectedLogRecords',
  traces: 'rejectedSpans',
  metrics: 'rejectedDataPoints',
};

const RETRY_INFO = 'type.googleapis.com/google.rpc.RetryInfo';
const EMPTY = new Uint8Array(0);

/** The canonical gRPC code of an error. */
export function grpcCode(error: AppError): number {
  return GRPC_CODE[error.code];
}

/**
 * `Export{Logs,Trace,Metrics}ServiceResponse`. With nothing rejected and nothing to say, `partial_success` stays
 * unset, as the specification demands.
 */
export function encodeExportResponse(
  signal: Signal,
  encoding: Encoding,
  rejected: number,
  message: string,
): Uint8Array {
  const complete = rejected === 0 && message === '';
  if (encoding === 'json') {
    const partialSuccess = { [REJECTED_FIELD[signal]]: String(rejected), errorMessage: message };
    return Buffer.from(JSON.stringify(complete ? {} : { partialSuccess }));
  }
  if (complete) return EMPTY;
  return lengthDelimited(1, Buffer.concat([varintField(1, rejected), stringField(2, message)]));
}

/** `google.rpc.Status` of an error; `retryAfter` (seconds) becomes a RetryInfo detail. */
export function encodeStatus(encoding: Encoding, error: AppError): Uint8Array {
  const code = grpcCode(error);
  if (encoding === 'json') {
    return Buffer.from(
      JSON.stringify({
        code,
        message: error.message,
        ...(error.retryAfter !== undefined && {
          details: [{ '@type': RETRY_INFO, retryDelay: `${error.retryAfter}s` }],
        }),
      }),
    );
  }
  const parts = [varintField(1, code), stringField(2, error.message)];
  if (error.retryAfter !== undefined) {
    const any = [stringField(1, RETRY_INFO), lengthDelimited(2, retryInfo(error.retryAfter))];
    parts.push(lengthDelimited(3, Buffer.concat(any)));
  }
  return Buffer.concat(parts);
}

/** `google.rpc.RetryInfo { retry_delay: Duration { seconds, nanos } }`. */
function retryInfo(retryAfter: number): Uint8Array {
  const seconds = Math.trunc(retryAfter);
  const nanos = Math.round((retryAfter - seconds) * 1e9);
  return lengthDelimited(1, Buffer.concat([varintField(1, seconds), varintField(2, nanos)]));
}

/** A varint field; absent when zero, as proto3 writes it. */
function varintField(field: number, value: number): Uint8Array {
  return value === 0 ? EMPTY : Uint8Array.from([...varint(field << 3), ...varint(value)]);
}

function stringField(field: number, value: string): Uint8Array {
  return value === '' ? EMPTY : lengthDelimited(field, Buffer.from(value));
}

function lengthDelimited(field: number, bytes: Uint8Array): Uint8Array {
  return Buffer.concat([Uint8Array.from([...varint((field << 3) | 2), ...varint(bytes.length)]), bytes]);
}

/** A non-negative whole number up to 2^53 in base-128 groups, least significant first. */
function varint(value: number): number[] {
  const groups: number[] = [];
  let rest = value;
  while (rest >= 0x80) {
    groups.push((rest % 0x80) | 0x80);
    rest = Math.floor(rest / 0x80);
  }
  groups.push(rest);
  return groups;
}

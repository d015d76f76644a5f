// The one error type of the program: a code, a message that is safe to show, and where a user went wrong.

const STATUS = {
  bad_request: 400,
  weak_password: 400,
  unauthorized: 401,
  forbidden: 403,
  second_factor_required: 403,
  not_found: 404,
  method_not_allowed: 405,
  conflict: 409,
  payload_too_large: 413,
  unsupported_media_type: 415,
  limit_exceeded: 422,
  rate_limited: 429,
  cancelled: 499,
  internal: 500,
  unavailable: 503,
  timeout: 504,
} as const;

/** What went wrong, as a stable word. Each maps to one HTTP status. */
export type ErrorCode = keyof typeof STATUS;

/** Whether a value that came from elsewhere is one of the codes. */
export function isErrorCode(value: unknown): value is ErrorCode {
  return typeof value === 'string' && Object.hasOwn(STATUS, value);
}

/** Whether this says that the caller may not, or may no longer, be here at all: what is open has to end. */
export function isAccessRefused(code: string): boolean {
  return code === 'unauthorized' || code === 'forbidden' || code === 'second_factor_required';
}

/** A half-open range of UTF-16 offsets in the text a user sent. */
export interface Position {
  readonly from: number;
  readonly to: number;
}

interface Details {
  /** Where in the user's text the mistake is. */
  readonly position?: Position;
  /** What the user could do next. */
  readonly hint?: string;
  /** Seconds after which a retry makes sense; sent as `Retry-After`. */
  readonly retryAfter?: number;
  /** The error beneath, for the log only. */
  readonly cause?: unknown;
}

/** An error whose `message` may be shown to the user. Anything else that is thrown becomes `internal`. */
export class AppError extends Error {
  override readonly name = 'AppError';
  readonly code: ErrorCode;
  readonly position: Position | undefined;
  readonly hint: string | undefined;
  readonly retryAfter: number | undefined;

  constructor(code: ErrorCode, message: string, details: Details = {}) {
    super(message, { cause: details.cause });
    this.code = code;
    this.position = details.position;
    this.hint = details.hint;
    this.retryAfter = details.retryAfter;
  }

  /** The HTTP status that belongs to the code. */
  get status(): number {
    return STATUS[this.code];
  }

  /** The `error` object of the HTTP API: `{code, message, position?, hint?}`. */
  toJSON(): { code: ErrorCode; message: string; position?: Position; hint?: string } {
    return {
      code: this.code,
      message: this.message,
      ...(this.position && { position: this.position }),
      ...(this.hint && { hint: this.hint }),
    };
  }
}

/** Any thrown value as an AppError. An unknown one becomes `internal` and keeps the original as its cause. */
export function toAppError(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown;
  return new AppError('internal', 'Something went wrong inside Maple. The log has the details.', {
    cause: thrown,
  });
}

// The engine's errors as a ClickHouse server reports them: code, name, text and HTTP status.

/** An error with a ClickHouse code. `message` is the bare text, without the code around it. */
export class EngineError extends Error {
  override readonly name = 'EngineError';
  readonly code: number;
  readonly codeName: string;

  constructor(code: number, codeName: string, message: string) {
    super(message);
    this.code = code;
    this.codeName = codeName;
  }

  /** The text of an HTTP error body, in the form that ClickHouse clients parse. */
  toText(version: string): string {
    return `Code: ${this.code}. DB::Exception: ${this.message} (${this.codeName}) (version ${version})\n`;
  }
}

/** Errors that this interface itself makes, by ClickHouse's own codes. */
export const engineErrors = {
  syntax: (message: string) => new EngineError(62, 'SYNTAX_ERROR', message),
  notImplemented: (message: string) => new EngineError(48, 'NOT_IMPLEMENTED', message),
  badArguments: (message: string) => new EngineError(36, 'BAD_ARGUMENTS', message),
  denied: (message: string) => new EngineError(497, 'ACCESS_DENIED', message),
  outfile: () => new EngineError(358, 'INTO_OUTFILE_NOT_ALLOWED', 'INTO OUTFILE is not allowed'),
  tooLarge: (message: string) => new EngineError(191, 'QUERY_IS_TOO_LARGE', message),
  busy: (message: string) => new EngineError(202, 'TOO_MANY_SIMULTANEOUS_QUERIES', message),
  noSpace: (message: string) => new EngineError(243, 'NOT_ENOUGH_SPACE', message),
  cancelled: () => new EngineError(394, 'QUERY_WAS_CANCELLED', 'Query was cancelled'),
  badBody: (message: string) => new EngineError(117, 'INCORRECT_DATA', message),
} as const;

const PREFIX = /^Code: (\d+)\. DB::Exception: /;
const SUFFIX = /\s*(?:\((?:version [^()]*(?:\([^()]*\))?)\)|\(([A-Z0-9_]*[A-Z]{3}[A-Z0-9_]*)\))\.?\s*$/;

/**
 * Anything thrown by the binding as an EngineError. Nested exceptions repeat their code and name around the text: only
 * the outermost code is kept. A text without a code becomes 1002 UNKNOWN_EXCEPTION.
 */
export function toEngineError(thrown: unknown): EngineError {
  if (thrown instanceof EngineError) return thrown;
  let text = (thrown instanceof Error ? thrown.message : String(thrown)).trim();
  let code: number | undefined;
  let codeName: string | undefined;
  for (let match = PREFIX.exec(text); match; match = PREFIX.exec(text)) {
    code ??= Number(match[1]);
    text = text.slice(match[0].length);
  }
  for (let match = SUFFIX.exec(text); match; match = SUFFIX.exec(text)) {
    codeName ??= match[1];
    text = text.slice(0, match.index);
  }
  if (code === undefined) return new EngineError(1002, 'UNKNOWN_EXCEPTION', text || 'Unknown error');
  // The data of an insert comes from a private file that the client knows nothing of.
  const clean = text.replace(/\s*:?\s*\(in file\/uri [^)]*\)/g, '');
  return new EngineError(code, codeName ?? 'UNKNOWN_EXCEPTION', clean);
}

const BAD_REQUEST = [
  6, 12, 15, 25, 26, 27, 36, 38, 41, 43, 44, 53, 62, 72, 117, 167, 168, 321, 427, 441, 456, 457,
];
const STATUS: ReadonlyMap<number, number> = new Map([
  ...BAD_REQUEST.map((code) => [code, 400] as const),
  ...[46, 47, 50, 56, 60, 63, 73, 78, 81, 115, 336].map((code) => [code, 404] as const),
  ...[192, 193, 497, 516].map((code) => [code, 403] as const),
  [194, 401],
  [159, 408],
  [191, 413],
  [48, 501],
  [202, 503],
  // Space comes back, so the client may try again.
  [243, 503],
  [439, 503],
]);

/** The HTTP status that ClickHouse answers a code with. Clients go by the code; the status is for people and proxies. */
export function httpStatus(code: number): number {
  return STATUS.get(code) ?? 500;
}

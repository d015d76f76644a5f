// Whatever a server function or the network threw, as one shape that a screen can show.
import { type ErrorCode, isErrorCode, type Position } from './errors.ts';

/** An error for people: what happened, and what they could do. `offline`: the browser could not reach Maple. */
export interface UserError {
  readonly code: ErrorCode | 'offline';
  readonly message: string;
  readonly position?: Position;
  readonly hint?: string;
}

/** Any thrown value as a UserError. What has no code of ours and is not the network becomes `internal`. */
export function toUserError(thrown: unknown): UserError {
  if (isRecord(thrown)) {
    const inner = isRecord(thrown.error) ? thrown.error : thrown;
    if (isErrorCode(inner.code) && typeof inner.message === 'string') {
      return {
        code: inner.code,
        message: inner.message,
        ...(isPosition(inner.position) && { position: inner.position }),
        ...(typeof inner.hint === 'string' && { hint: inner.hint }),
      };
    }
    if (thrown.name === 'AbortError' || thrown.name === 'CancelledError')
      return { code: 'cancelled', message: 'The query was cancelled.' };
    if (thrown instanceof TypeError && /fetch|network|load failed/i.test(thrown.message))
      return {
        code: 'offline',
        message: 'Maple cannot be reached.',
        hint: 'Check that it is running and that you are online.',
      };
  }
  return { code: 'internal', message: 'Something went wrong inside Maple. The log has the details.' };
}

/** Whether an answer says what went wrong instead. */
export function isUserError(answer: unknown): answer is UserError {
  return (
    isRecord(answer) &&
    (isErrorCode(answer.code) || answer.code === 'offline') &&
    typeof answer.message === 'string'
  );
}

/** A UserError as one text: what happened, and what one could do. */
export function errorText({ message, hint }: Pick<UserError, 'message' | 'hint'>): string {
  return hint ? `${message} ${hint}` : message;
}

/** Whether waiting and asking again is likely to help. */
export function isTemporary(error: UserError): boolean {
  return error.code === 'unavailable' || error.code === 'offline' || error.code === 'rate_limited';
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function isPosition(value: unknown): value is Position {
  return isRecord(value) && typeof value.from === 'number' && typeof value.to === 'number';
}

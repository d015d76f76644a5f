// Carries an AppError, with its code, position and hint, from a server function to the page that called it.
import { createSerializationAdapter } from '@tanstack/react-router';
import { AppError, type ErrorCode, type Position } from '../core/errors.ts';

interface WireError {
  code: ErrorCode;
  message: string;
  position?: Position;
  hint?: string;
  retryAfter?: number;
}

/** For `createStart({ serializationAdapters: [appErrorAdapter] })`. The cause never leaves the server. */
export const appErrorAdapter = createSerializationAdapter({
  key: 'AppError',
  test: (value: unknown) => value instanceof AppError,
  toSerializable: (error: AppError): WireError => ({
    ...error.toJSON(),
    ...(error.retryAfter !== undefined && { retryAfter: error.retryAfter }),
  }),
  fromSerializable: ({ code, message, ...details }: WireError) => new AppError(code, message, details),
});

// Turns whatever a server function throws into an error that the calling page can read.
import { isNotFound, isRedirect } from '@tanstack/react-router';
import { setResponseStatus } from '@tanstack/react-start/server';
import { z } from 'zod';
import { type AppError, toAppError } from '../core/errors.ts';
import { mistakes } from './input.ts';
import { apiRuntime } from './runtime.server.ts';

const issueList = z.array(
  z.object({ message: z.string(), path: z.array(z.union([z.string(), z.number()])).optional() }),
);

/** The router's own signals pass; anything else becomes an AppError with its status, logged when it is our fault. */
export function forPage(thrown: unknown): unknown {
  if (isRedirect(thrown) || isNotFound(thrown) || thrown instanceof Response) return thrown;
  const error = invalidInput(thrown) ?? toAppError(thrown);
  if (error.code === 'internal')
    apiRuntime().log.error({ err: error.cause ?? error }, 'server function failed');
  setResponseStatus(error.status);
  return error;
}

/** Start throws what a validator found as an Error whose message is the list of issues as JSON. */
function invalidInput(thrown: unknown): AppError | undefined {
  if (!(thrown instanceof Error) || !thrown.message.startsWith('[')) return undefined;
  try {
    const { success, data } = issueList.safeParse(JSON.parse(thrown.message));
    return success ? mistakes(data) : undefined;
  } catch {
    // Some other error whose message begins with a bracket.
    return undefined;
  }
}

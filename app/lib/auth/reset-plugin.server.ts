// The endpoints of a forgotten password, inside Better Auth so that its rate limit and its check of the origin stand before them.
import { APIError, createAuthEndpoint } from 'better-auth/api';
import { z } from 'zod';
import { AppError } from '../core/errors.ts';
import { PASSWORD_MAX_LENGTH, PASSWORD_MIN_LENGTH } from '../core/password.ts';
import type { Reset } from './reset.server.ts';
import type { Caller } from './tenant.server.ts';

/** `POST /reset/request {email}`: always the same answer. `POST /reset/complete {token, newPassword}`. */
export function resetPlugin(reset: Reset, clientOf: (headers: Headers) => Caller['client']) {
  return {
    id: 'reset',
    endpoints: {
      requestReset: createAuthEndpoint(
        '/reset/request',
        { method: 'POST', body: z.object({ email: z.string() }) },
        async (ctx) => {
          reset.request(ctx.body.email, clientOf(ctx.headers ?? new Headers()));
          return ctx.json({ status: true });
        },
      ),
      completeReset: createAuthEndpoint(
        '/reset/complete',
        { method: 'POST', body: z.object({ token: z.string(), newPassword: z.string() }) },
        async (ctx) => {
          const { token, newPassword } = ctx.body;
          if (newPassword.length < PASSWORD_MIN_LENGTH)
            throw new APIError('BAD_REQUEST', { message: `Use at least ${PASSWORD_MIN_LENGTH} characters.` });
          if (newPassword.length > PASSWORD_MAX_LENGTH)
            throw new APIError('BAD_REQUEST', { message: `Use at most ${PASSWORD_MAX_LENGTH} characters.` });
          try {
            await reset.complete(token, newPassword, clientOf(ctx.headers ?? new Headers()));
          } catch (thrown) {
            if (!(thrown instanceof AppError)) throw thrown;
            throw new APIError('BAD_REQUEST', { code: 'INVALID_LINK', message: thrown.message });
          }
          return ctx.json({ status: true });
        },
      ),
    },
  };
}

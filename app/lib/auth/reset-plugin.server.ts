// The endpoints of a forgotten password, inside Better Auth so that its rate limit and its check of the origin stand before them.
import { APIError, createAuthEndpoint } from 'better-auth/api';
import { z } from 'zod';
import { AppError } from '../core/errors.ts';
import { WEAK_PASSWORD } from './new-password.server.ts';
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
          try {
            await reset.complete(token, newPassword, clientOf(ctx.headers ?? new Headers()));
          } catch (thrown) {
            if (!(thrown instanceof AppError)) throw thrown;
            const code = thrown.code === 'weak_password' ? WEAK_PASSWORD : 'INVALID_LINK';
            throw new APIError('BAD_REQUEST', { code, message: thrown.message });
          }
          return ctx.json({ status: true });
        },
      ),
    },
  };
}

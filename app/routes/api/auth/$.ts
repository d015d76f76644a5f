// Everything under /api/auth/: signing in and out, the session, the password.
import { createFileRoute } from '@tanstack/react-router';
import { app } from '#app/boot.server.ts';

export const Route = createFileRoute('/api/auth/$')({
  server: {
    handlers: { ANY: ({ request }) => app().auth.handler(request) },
  },
});

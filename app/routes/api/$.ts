// Whatever below /api no route answers: an error in the API's own form, not a page.
import { createFileRoute } from '@tanstack/react-router';
import { errorResponse } from '#app/lib/api/route.server.ts';
import { AppError } from '#app/lib/core/errors.ts';

export const Route = createFileRoute('/api/$')({
  server: {
    handlers: {
      ANY: () =>
        errorResponse(
          new AppError('not_found', 'There is nothing at this path.', {
            hint: 'GET /api/v1/openapi.json lists what there is.',
          }),
        ),
    },
  },
});

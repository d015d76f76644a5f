// The settings page "Keys".
import { createFileRoute } from '@tanstack/react-router';
import { z } from 'zod';
import { KeysPage } from '#app/components/keys/keys-page.tsx';
import { KEY_SCOPES } from '#app/lib/keys/schema.ts';

export const Route = createFileRoute('/_app/settings/keys')({
  /** `new`: the form for a key that may do this is open at once. */
  validateSearch: z.object({ new: z.enum(KEY_SCOPES).optional().catch(undefined) }),
  head: () => ({ meta: [{ title: 'Keys · Maple' }] }),
  component: Keys,
});

function Keys() {
  const { viewer } = Route.useRouteContext();
  return <KeysPage viewer={viewer} initial={Route.useSearch().new} />;
}

// Where an invitation's link leads: /invite#<token>.
import { createFileRoute } from '@tanstack/react-router';
import { InvitePage } from '#app/components/teams/invite-page.tsx';

export const Route = createFileRoute('/invite')({
  head: () => ({ meta: [{ title: 'Invitation · Maple' }, { name: 'referrer', content: 'no-referrer' }] }),
  component: InvitePage,
});

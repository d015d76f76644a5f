// Where a person is signed in; each can be ended, and all others at once.
import { useQueryClient } from '@tanstack/react-query';
import { Monitor, Smartphone } from 'lucide-react';
import { Badge } from '#app/components/settings/common/badge.tsx';
import { Section } from '#app/components/settings/common/section.tsx';
import { When } from '#app/components/settings/common/when.tsx';
import { Button } from '#app/components/ui/button.tsx';
import { FormProblem } from '#app/components/ui/form-problem.tsx';
import { useSubmit } from '#app/components/ui/use-submit.ts';
import { revokeOtherSessions, revokeSession } from '#app/lib/account/account.functions.ts';
import type { SessionInfo } from '#app/lib/account/schema.ts';

export function SessionList({ sessions }: { readonly sessions: readonly SessionInfo[] }) {
  const queryClient = useQueryClient();
  const { busy, problem, run } = useSubmit();
  const change = (work: () => Promise<unknown>) =>
    void run(async () => {
      try {
        await work();
      } finally {
        await queryClient.invalidateQueries({ queryKey: ['account'] });
      }
    });
  return (
    <Section
      title="Sessions"
      intro="The browsers where you are signed in. End what you do not know, and change your password then."
      action={
        sessions.length > 1 && (
          <Button disabled={busy} onClick={() => change(() => revokeOtherSessions())}>
            End all others
          </Button>
        )
      }
    >
      {problem && <FormProblem>{problem}</FormProblem>}
      <ul aria-label="Sessions" className="divide-y divide-line rounded-lg border border-line">
        {sessions.map((session) => {
          const isPhone = /Android|iPhone|iPad/.test(session.device);
          const Icon = isPhone ? Smartphone : Monitor;
          return (
            <li key={session.id} className="flex items-center gap-3 px-3 py-2.5">
              <Icon className="size-4 shrink-0 text-ink-3" aria-hidden />
              <div className="min-w-0 flex-1">
                <p className="flex flex-wrap items-center gap-x-2 font-medium">
                  {session.device}
                  {session.isThis && <Badge tone="accent">this one</Badge>}
                </p>
                <p className="text-xs text-ink-3 tabular-nums">
                  {session.address && <code className="font-mono">{session.address} · </code>}
                  since <When at={session.since} /> · last used <When at={session.lastUsed} />
                </p>
              </div>
              {!session.isThis && (
                <Button
                  disabled={busy}
                  aria-label={`End the session of ${session.device}, ${session.address}`}
                  onClick={() => change(() => revokeSession({ data: { id: session.id } }))}
                >
                  End
                </Button>
              )}
            </li>
          );
        })}
      </ul>
    </Section>
  );
}

// What stands in place of a settings page while it loads or when it failed, and the notice for those who may only look.
import { useQuery } from '@tanstack/react-query';
import { Lock, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { useSignInWhen } from '#app/components/auth/use-sign-in-when.ts';
import { Button } from '#app/components/ui/button.tsx';
import { useDelayed } from '#app/components/ui/use-delayed.ts';
import { toUserError, type UserError } from '#app/lib/core/user-error.ts';
import { sourceSettingsOptions } from '#app/lib/sources/queries.ts';
import type { getSourceSettings } from '#app/lib/sources/sources.functions.ts';

export type SourceSettings = Awaited<ReturnType<typeof getSourceSettings>>;

/** Shows the page when the settings are there. */
export function WithSettings({ children }: { readonly children: (settings: SourceSettings) => ReactNode }) {
  const { data, error, refetch, isFetching } = useQuery(sourceSettingsOptions());
  if (data) return children(data);
  if (error && !isFetching) return <Failed error={toUserError(error)} onRetry={() => void refetch()} />;
  return <Loading />;
}

function Loading() {
  const visible = useDelayed(true, 300);
  return (
    <div role="status" aria-label="Loading" className="flex animate-quiet-pulse flex-col gap-2">
      {visible && [1, 2, 3].map((line) => <div key={line} className="h-14 rounded-lg bg-surface" />)}
    </div>
  );
}

function Failed({ error, onRetry }: { readonly error: UserError; readonly onRetry: () => void }) {
  useSignInWhen(error.code === 'unauthorized');
  return (
    <div className="flex flex-col items-center gap-3 py-10 text-center">
      <TriangleAlert className="size-6 text-danger" aria-hidden />
      <p role="alert" className="max-w-prose text-ink-2">
        {error.message} {error.hint}
      </p>
      <Button onClick={onRetry}>Try again</Button>
    </div>
  );
}

/** For members and viewers: the page is there to read. */
export function ReadOnlyNotice({ what }: { readonly what: string }) {
  return (
    <p className="flex items-center gap-2 rounded-lg border border-line bg-surface px-3 py-2 text-ink-2">
      <Lock className="size-3.5 shrink-0 text-ink-3" aria-hidden />
      Only admins of the team can change {what}.
    </p>
  );
}

/** An error of the whole form, above its buttons. */
export function FormFailure({ children }: { readonly children: ReactNode }) {
  return (
    <p role="alert" className="rounded-md bg-danger-soft px-3 py-2 text-danger">
      {children}
    </p>
  );
}

// What a settings page asked for, or what stands in its place while that loads or when it failed.
import type { UseQueryResult } from '@tanstack/react-query';
import { TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { useSignInWhen } from '#app/components/auth/use-sign-in-when.ts';
import { Button } from '#app/components/ui/button.tsx';
import { useDelayed } from '#app/components/ui/use-delayed.ts';
import { toUserError, type UserError } from '#app/lib/core/user-error.ts';

interface AnsweredProps<Data> {
  readonly query: Pick<UseQueryResult<Data>, 'data' | 'error' | 'refetch' | 'isFetching'>;
  readonly children: (data: Data) => ReactNode;
}

export function Answered<Data>({ query, children }: AnsweredProps<Data>) {
  const { data, error, refetch, isFetching } = query;
  if (data !== undefined) return children(data);
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

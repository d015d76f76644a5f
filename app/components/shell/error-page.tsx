// Pages for what went wrong: a page that does not exist, and an error that nobody else showed.
import { Link, useRouter } from '@tanstack/react-router';
import { type ReactNode, useEffect, useMemo } from 'react';
import { useSignInWhen } from '#app/components/auth/use-sign-in-when.ts';
import { Button } from '#app/components/ui/button.tsx';
import { Leaf } from '#app/components/ui/leaf.tsx';
import { isTemporary, toUserError } from '#app/lib/core/user-error.ts';

const RETRY_MS = 2_000;

/** 404, in the same style as the rest. */
export function NotFoundPage() {
  return (
    <MessagePage title="There is no such page">
      <p className="text-ink-2">The address may be mistyped, or the page has moved.</p>
      <Link to="/" className="text-accent-ink underline underline-offset-2">
        Go to the start page
      </Link>
    </MessagePage>
  );
}

/** An error of a whole page. While Maple or its engine restarts it tries again by itself. */
export function ErrorPage({ error: thrown }: { readonly error: unknown }) {
  const router = useRouter();
  const error = useMemo(() => toUserError(thrown), [thrown]);
  const temporary = isTemporary(error);
  useEffect(() => {
    if (!temporary) return;
    const timer = setInterval(() => void router.invalidate(), RETRY_MS);
    return () => clearInterval(timer);
  }, [temporary, router]);
  useSignInWhen(error.code === 'unauthorized');
  return (
    <MessagePage title={temporary ? 'Maple will be back in a moment' : 'This page could not be shown'}>
      <p className="text-ink-2" role="alert">
        {error.message} {error.hint}
      </p>
      {temporary ? (
        <p className="text-ink-3">Trying again…</p>
      ) : (
        <Button onClick={() => void router.invalidate()}>Try again</Button>
      )}
    </MessagePage>
  );
}

function MessagePage({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <main className="flex min-h-dvh flex-col items-center justify-center gap-3 px-6 text-center">
      <Leaf className="size-9" />
      <h1 className="text-xl font-semibold tracking-tight">{title}</h1>
      {children}
    </main>
  );
}

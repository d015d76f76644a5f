// Leads to sign-in when the session has ended, and back to the same place afterwards.
import { useRouter } from '@tanstack/react-router';
import { useEffect } from 'react';

export function useSignInWhen(signedOut: boolean): void {
  const router = useRouter();
  useEffect(() => {
    if (!signedOut) return;
    void router.navigate({ to: '/login', search: { redirect: router.state.location.publicHref } });
  }, [signedOut, router]);
}

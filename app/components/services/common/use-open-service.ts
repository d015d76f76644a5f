// Goes to a service's page, as its link does.
import { useNavigate } from '@tanstack/react-router';
import { useCallback } from 'react';
import { serviceSearch } from './searches.ts';
import { hasPage } from './service-name.ts';
import type { LinkSearch } from './use-range-actions.ts';

/** To its traces where it cannot have a page. */
export function useOpenService({ from, to, env }: LinkSearch): (name: string) => void {
  const navigate = useNavigate();
  return useCallback(
    (name) => {
      if (hasPage(name))
        void navigate({ to: '/services/$service', params: { service: name }, search: { from, to, env } });
      else void navigate({ to: '/traces', search: { from, to, q: serviceSearch(name, env) } });
    },
    [navigate, from, to, env],
  );
}

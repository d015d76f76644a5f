// A link to a service's page, and the service's colour.
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { serviceColor } from '#app/components/trace/service-color.ts';
import { serviceSearch } from './searches.ts';
import { hasPage } from './service-name.ts';
import type { LinkSearch } from './use-range-actions.ts';

interface ServiceLinkProps {
  readonly name: string;
  readonly search: LinkSearch;
  readonly className: string;
  readonly children: ReactNode;
}

/** To its traces where it cannot have a page. */
export function ServiceLink({ name, search, className, children }: ServiceLinkProps) {
  if (hasPage(name))
    return (
      <Link to="/services/$service" params={{ service: name }} search={search} className={className}>
        {children}
      </Link>
    );
  const { from, to, env } = search;
  return (
    <Link to="/traces" search={{ from, to, q: serviceSearch(name, env) }} className={className}>
      {children}
    </Link>
  );
}

export function ServiceDot({ name }: { readonly name: string }) {
  return (
    <span aria-hidden className="size-2.5 shrink-0 rounded-xs" style={{ background: serviceColor(name) }} />
  );
}

// The parts of a service's page, as links: each has its own address.
import { Link } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { SERVICE_TABS, type ServiceTab } from '../services-view.ts';

interface ServiceTabsProps {
  readonly service: string;
  readonly current: ServiceTab;
  /** How many there are behind each; undefined while it is not known. */
  readonly counts: Readonly<Partial<Record<ServiceTab, number | undefined>>>;
}

const LABELS: Readonly<Record<ServiceTab, string>> = {
  overview: 'Overview',
  operations: 'Operations',
  dependencies: 'Dependencies',
  errors: 'Errors',
  instances: 'Instances',
};

export function ServiceTabs({ service, current, counts }: ServiceTabsProps) {
  const nav = useRef<HTMLElement>(null);
  const { operations, errors, instances } = counts;
  useEffect(() => {
    // On a phone not all of them fit, the less so with their counts.
    void [current, operations, errors, instances];
    nav.current
      ?.querySelector('[data-current]')
      ?.scrollIntoView({ block: 'nearest', inline: 'nearest', behavior: 'instant' });
  }, [current, operations, errors, instances]);
  return (
    <nav
      ref={nav}
      aria-label="Parts of the service"
      className="flex shrink-0 gap-1 overflow-x-auto border-b border-line px-1 slim-scroll md:px-2"
    >
      {SERVICE_TABS.map((tab) => (
        <Link
          key={tab}
          to="/services/$service"
          params={{ service }}
          search={(before) => ({ ...before, tab, sort: '', error: '' })}
          // Their addresses differ in the search only, of which the router compares a part unless told.
          activeOptions={{ exact: true }}
          aria-current={tab === current ? 'page' : undefined}
          data-current={tab === current ? '' : undefined}
          className={`-mb-px flex h-9 shrink-0 items-center gap-1.5 border-b-2 px-3 -outline-offset-2 hover:text-ink ${
            tab === current ? 'border-accent font-medium text-ink' : 'border-transparent text-ink-2'
          }`}
        >
          {LABELS[tab]}
          {counts[tab] !== undefined && <span className="text-2xs text-ink-3">{counts[tab]}</span>}
        </Link>
      ))}
    </nav>
  );
}

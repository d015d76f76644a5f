// One service: its requests over time, what it does, who calls it, what it depends on, and what goes wrong in it.
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { ChartGantt, ScrollText, Waypoints } from 'lucide-react';
import { useCallback, useMemo } from 'react';
import type { Command } from '#app/components/shell/commands.tsx';
import { PageHeader } from '#app/components/shell/page-header.tsx';
import { widenRange } from '#app/components/time/range.ts';
import { Button, buttonClass } from '#app/components/ui/button.tsx';
import { useHotkeys } from '#app/components/ui/use-hotkeys.ts';
import {
  errorGroupsOptions,
  serviceListOptions,
  serviceMapOptions,
  serviceOptions,
} from '#app/lib/services/queries.ts';
import { PageControls } from './common/page-controls.tsx';
import { serviceSearch } from './common/searches.ts';
import { AnswerState, NothingMatches } from './common/states.tsx';
import { useAnswer } from './common/use-answer.ts';
import { useRange } from './common/use-range.ts';
import { useRangeActions } from './common/use-range-actions.ts';
import { ServiceContent } from './service/service-content.tsx';
import { ServiceTabs } from './service/service-tabs.tsx';
import { SERVICE_TABS, type ServiceView } from './services-view.ts';

const route = getRouteApi('/_app/services/$service');
const POINTS = 120;
const MOST_ERRORS = 200;
const NONE: readonly string[] = [];

export function ServicePage() {
  const view = route.useSearch();
  const { service } = route.useParams();
  const navigate = route.useNavigate();
  const change = useCallback(
    (next: Partial<ServiceView>, options?: { readonly replace?: boolean }) =>
      void navigate({ search: (before) => ({ ...before, ...next }), resetScroll: false, ...options }),
    [navigate],
  );
  const actions = useRangeActions(view, change);
  const { setRange, setEnvironment, link: search } = actions;
  const { range, problem, refresh } = useRange(view);
  const asked = useAnswer(
    (id) => serviceOptions({ ...range, service, apdexMs: view.apdex, points: POINTS }, id),
    problem,
  );
  // Of another service nothing may stand here, not even for a moment.
  const data = asked.data?.service.name === service ? asked.data : undefined;
  const answer = { ...asked, data };
  const enabled = !problem;
  const keep = { enabled, placeholderData: keepOf(service) };
  const map = useQuery({ ...serviceMapOptions({ ...range, service }), ...keep });
  const errors = useQuery({ ...errorGroupsOptions({ ...range, service, limit: MOST_ERRORS }), ...keep });
  const list = useQuery({
    ...serviceListOptions({ ...range, environment: '', points: 0 }),
    enabled,
    placeholderData: keepPreviousData,
  });
  const environments = list.data?.environments ?? NONE;
  const { from, to, env } = view;
  const query = serviceSearch(service, env);
  useHotkeys({
    escape: () => (view.error === '' ? void navigate({ to: '/services', search }) : change({ error: '' })),
  });
  const own = useOwnCommands(change, () => void navigate({ to: '/services', search }));
  const wider = widenRange(view, Date.now());
  return (
    <>
      <PageHeader title={service}>
        <Link
          to="/services"
          search={search}
          className="mr-auto pl-1 text-xs text-ink-3 hover:text-ink hover:underline max-md:hidden"
        >
          All services
        </Link>
        <PageControls
          group="Service"
          own={own}
          view={view}
          actions={actions}
          environments={environments}
          onRefresh={refresh}
          refreshing={answer.slow}
        >
          <Link to="/traces" search={{ from, to, q: query }} className={buttonClass('secondary')}>
            <ChartGantt className="size-3.5 text-ink-3" aria-hidden />
            <span className="max-md:sr-only">Traces</span>
          </Link>
          <Link to="/logs" search={{ from, to, q: query }} className={buttonClass('secondary')}>
            <ScrollText className="size-3.5 text-ink-3" aria-hidden />
            <span className="max-md:sr-only">Logs</span>
          </Link>
          <Link
            to="/map"
            search={{ ...search, focus: `service:${service}`, node: `service:${service}` }}
            className={buttonClass('secondary')}
          >
            <Waypoints className="size-3.5 text-ink-3" aria-hidden />
            <span className="max-md:sr-only">Map</span>
          </Link>
        </PageControls>
      </PageHeader>
      <ServiceTabs
        service={service}
        current={view.tab}
        counts={{
          operations: data?.operations.length,
          errors: errors.data?.groups.length,
          instances: data?.instances.length,
        }}
      />
      {answer.error?.code !== 'not_found' && (
        <AnswerState answer={answer} title="Counting requests…" onRetry={refresh} />
      )}
      {data && !answer.error && (
        <ServiceContent
          service={service}
          view={view}
          range={range}
          search={search}
          data={data}
          map={map}
          errors={errors}
          stale={answer.stale && answer.slow}
          onRange={setRange}
          onSort={(sort) => change({ sort }, { replace: true })}
          onError={(error) => change({ error, ...(error !== '' && { tab: 'errors' }) })}
        />
      )}
      {answer.error?.code === 'not_found' && (
        <NothingMatches title="No spans of this service">
          <p className="max-w-prose text-ink-2">{answer.error.message}</p>
          <div className="flex flex-wrap justify-center gap-2">
            {wider && (
              <Button variant="primary" onClick={() => setRange({ from: wider.from, to: wider.to })}>
                Look further back
              </Button>
            )}
            {env !== '' && <Button onClick={() => setEnvironment('')}>All environments</Button>}
            <Link to="/services" search={search} className={buttonClass('secondary')}>
              All services
            </Link>
          </div>
        </NothingMatches>
      )}
    </>
  );
}

/** The answer before, where it is about the same service. */
function keepOf(service: string) {
  const isOfService = (part: unknown) =>
    typeof part === 'object' && part !== null && 'service' in part && part.service === service;
  return <Data,>(before: Data | undefined, query: { readonly queryKey: readonly unknown[] } | undefined) =>
    query?.queryKey.some(isOfService) ? before : undefined;
}

function useOwnCommands(
  change: (next: Partial<ServiceView>) => void,
  toList: () => void,
): readonly Command[] {
  // biome-ignore lint/correctness/useExhaustiveDependencies: the way to the list is another function each time
  return useMemo(
    () => [
      ...SERVICE_TABS.map((tab) => ({
        id: `tab-${tab}`,
        group: 'Service',
        label: `Show ${tab === 'overview' ? 'the overview' : `its ${tab}`}`,
        run: () => change({ tab, sort: '', error: '' }),
      })),
      { id: 'list', group: 'Service', label: 'All services', keys: 'Esc', run: toList },
    ],
    [change],
  );
}

// One service: its requests over time, what it does, who calls it, what it depends on, and what goes wrong in it.
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { ChartGantt, ScrollText, Waypoints } from 'lucide-react';
import { useCallback, useMemo } from 'react';
import type { Command } from '#app/components/shell/commands.tsx';
import { PageHeader } from '#app/components/shell/page-header.tsx';
import type { RangeText } from '#app/components/time/range.ts';
import { widenRange } from '#app/components/time/range.ts';
import { TimeControls } from '#app/components/time/time-controls.tsx';
import { Button, buttonClass } from '#app/components/ui/button.tsx';
import { useHotkeys } from '#app/components/ui/use-hotkeys.ts';
import {
  errorGroupsOptions,
  serviceListOptions,
  serviceMapOptions,
  serviceOptions,
} from '#app/lib/services/queries.ts';
import { serviceSearch } from './common/searches.ts';
import { EnvironmentPicker } from './common/small-select.tsx';
import { Failed, NothingMatches, Waiting, WaitingForEngine } from './common/states.tsx';
import { useAnswer } from './common/use-answer.ts';
import { usePageCommands } from './common/use-page-commands.ts';
import { useRange } from './common/use-range.ts';
import { ServiceContent } from './service/service-content.tsx';
import { ServiceTabs } from './service/service-tabs.tsx';
import { REFRESH_SECONDS, SERVICE_TABS, type ServiceView } from './services-view.ts';

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
  const { range, problem, refresh } = useRange(view);
  const options = serviceOptions({ ...range, service, apdexMs: view.apdex, points: POINTS });
  const kept = { enabled: !problem, placeholderData: keepPreviousData };
  const answer = useAnswer(options.queryKey, useQuery({ ...options, ...kept }), problem);
  // Of another service nothing may stand here, not even for a moment.
  const data = answer.data?.service.name === service ? answer.data : undefined;
  const map = useQuery({ ...serviceMapOptions({ ...range, service }), ...kept });
  const errors = useQuery({ ...errorGroupsOptions({ ...range, service, limit: MOST_ERRORS }), ...kept });
  const list = useQuery({ ...serviceListOptions({ ...range, environment: '', points: 0 }), ...kept });
  const environments = list.data?.environments ?? NONE;
  const { from, to, env } = view;
  const search = useMemo(() => ({ from, to, env }), [from, to, env]);
  const setRange = useCallback((next: RangeText) => change({ from: next.from, to: next.to }), [change]);
  const setEnvironment = useCallback((next: string) => change({ env: next }), [change]);
  const query = serviceSearch(service, env);
  useHotkeys({
    escape: () => (view.error === '' ? void navigate({ to: '/services', search }) : change({ error: '' })),
  });
  usePageCommands({
    group: 'Service',
    own: useOwnCommands(change, () => void navigate({ to: '/services', search })),
    environments,
    env,
    refresh,
    onRange: setRange,
    onEnvironment: setEnvironment,
  });
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
        <EnvironmentPicker value={env} environments={environments} onChange={setEnvironment} />
        <Link to="/traces" search={{ from, to, q: query }} className={buttonClass('secondary')}>
          <ChartGantt className="size-3.5 text-ink-3" aria-hidden />
          Traces
        </Link>
        <Link to="/logs" search={{ from, to, q: query }} className={buttonClass('secondary')}>
          <ScrollText className="size-3.5 text-ink-3" aria-hidden />
          Logs
        </Link>
        <Link
          to="/map"
          search={{ ...search, focus: `service:${service}`, node: `service:${service}` }}
          className={buttonClass('secondary')}
        >
          <Waypoints className="size-3.5 text-ink-3" aria-hidden />
          Map
        </Link>
        <TimeControls
          value={view}
          onChange={setRange}
          onRefresh={refresh}
          refreshing={answer.slow}
          interval={view.refresh}
          intervals={REFRESH_SECONDS}
          onIntervalChange={(seconds) =>
            change({ refresh: REFRESH_SECONDS.find((known) => known === seconds) ?? 0 })
          }
        />
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
      {answer.error && answer.error.code !== 'not_found' && <Failed error={answer.error} onRetry={refresh} />}
      {!data && !answer.error && answer.waiting && <WaitingForEngine error={answer.waiting} />}
      {!data && !answer.error && answer.cancelled && (
        <NothingMatches title="Cancelled">
          <Button variant="primary" onClick={answer.retry}>
            Ask again
          </Button>
        </NothingMatches>
      )}
      {!data && !answer.error && !answer.waiting && !answer.cancelled && (
        <Waiting visible={answer.slow} title="Counting requests…" onCancel={answer.cancel} />
      )}
    </>
  );
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

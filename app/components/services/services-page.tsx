// The list of services: how many requests each answers, how many fail, how long they take, and how that has changed.
import { getRouteApi } from '@tanstack/react-router';
import { useCallback, useDeferredValue, useMemo } from 'react';
import type { Command } from '#app/components/shell/commands.tsx';
import { PageHeader } from '#app/components/shell/page-header.tsx';
import { formatCount } from '#app/components/time/format.ts';
import { Button } from '#app/components/ui/button.tsx';
import { SearchInput } from '#app/components/ui/search-input.tsx';
import { useHotkeys } from '#app/components/ui/use-hotkeys.ts';
import { PHONE, useMediaQuery } from '#app/components/ui/use-media-query.ts';
import { serviceListOptions } from '#app/lib/services/queries.ts';
import { FigureTable } from './common/figure-table.tsx';
import { PageControls } from './common/page-controls.tsx';
import { serviceText } from './common/service-name.ts';
import { SmallSelect } from './common/small-select.tsx';
import { parseSort, printSort, type Sort } from './common/sort.ts';
import { AnswerState, NoServices, NothingMatches } from './common/states.tsx';
import { useAnswer } from './common/use-answer.ts';
import { useOpenService } from './common/use-open-service.ts';
import { useRange } from './common/use-range.ts';
import { useRangeActions } from './common/use-range-actions.ts';
import { CompactService, rateTextOf, serviceColumns } from './list/service-columns.tsx';
import { APDEX_MS, type ServicesView } from './services-view.ts';

const route = getRouteApi('/_app/services/');
const FALLBACK: Sort = { key: 'rate', falling: true };
const POINTS = 30;
const NOTHING = { fromMs: 0, toMs: 0, intervalMs: 0 };
const FILTER_ID = 'services-filter';

export function ServicesPage() {
  const view = route.useSearch();
  const navigate = route.useNavigate();
  const change = useCallback(
    (next: Partial<ServicesView>, options?: { readonly replace?: boolean }) =>
      void navigate({ search: (before) => ({ ...before, ...next }), resetScroll: false, ...options }),
    [navigate],
  );
  const actions = useRangeActions(view, change);
  const { setRange, setEnvironment, link: search } = actions;
  const { range, problem, refresh } = useRange(view);
  const answer = useAnswer(
    (id) => serviceListOptions({ ...range, apdexMs: view.apdex, points: POINTS }, id),
    problem,
  );
  const { data } = answer;
  const phone = useMediaQuery(PHONE);
  const { apdex, q } = view;
  const services = data?.services;
  const rateText = useMemo(() => rateTextOf(services ?? []), [services]);
  const cut = data ?? NOTHING;
  const columns = useMemo(() => serviceColumns(search, apdex, rateText, cut), [search, apdex, rateText, cut]);
  const sort = parseSort(view.sort, columns, FALLBACK);
  const wanted = useDeferredValue(q.trim().toLowerCase());
  const rows = useMemo(
    () => services?.filter(({ name }) => serviceText(name).toLowerCase().includes(wanted)) ?? [],
    [services, wanted],
  );
  const open = useOpenService(search);
  const setSort = (next: Sort) => change({ sort: printSort(next, FALLBACK) }, { replace: true });
  useHotkeys({ '/': () => document.getElementById(FILTER_ID)?.focus() });
  const own = useOwnCommands(change, q);
  return (
    <>
      <PageHeader title="Services">
        <PageControls
          group="Services"
          own={own}
          view={view}
          actions={actions}
          environments={data?.environments ?? NONE}
          onRefresh={refresh}
          refreshing={answer.slow}
        />
      </PageHeader>
      <div className="flex min-h-10 shrink-0 flex-wrap items-center gap-2 border-b border-line px-3 py-1.5 md:px-4">
        <SearchInput
          id={FILTER_ID}
          aria-label="Filter services by name"
          placeholder="Filter by name…  /"
          value={q}
          onText={(text) => change({ q: text }, { replace: true })}
          className="max-w-72 max-md:max-w-none max-md:basis-full"
        />
        {phone && (
          <SmallSelect
            label="Order"
            value={printSort(sort, { key: '', falling: false })}
            options={columns.flatMap(({ key, label }) => [
              { value: `-${key}`, label: `${label} ↓` },
              { value: key, label: `${label} ↑` },
            ])}
            onChange={(text) => setSort(parseSort(text, columns, FALLBACK))}
          />
        )}
        <SmallSelect
          label="Apdex: satisfied up to"
          value={String(apdex)}
          options={APDEX_MS.map((ms) => ({
            value: String(ms),
            label: `Apdex ${ms < 1_000 ? `${ms} ms` : `${ms / 1_000} s`}`,
          }))}
          onChange={(ms) => change({ apdex: APDEX_MS.find((known) => String(known) === ms) ?? 500 })}
        />
        <p role="status" className="ml-auto truncate text-xs text-ink-3">
          {data && countText(rows.length, data.services.length)}
        </p>
      </div>
      <AnswerState answer={answer} title="Counting requests…" onRetry={refresh} />
      {data && data.services.length > 0 && rows.length > 0 && !answer.error && (
        <FigureTable
          name="services"
          label="Services"
          columns={columns}
          rows={rows}
          id={({ name }) => name}
          sort={sort}
          onSort={setSort}
          onOpen={({ name }) => open(name)}
          rowHeight={44}
          compact={
            phone
              ? {
                  height: 56,
                  row: (row) => <CompactService row={row} search={search} rateText={rateText} cut={cut} />,
                }
              : undefined
          }
          hasPageKeys
          stale={answer.stale && answer.slow}
        />
      )}
      {!answer.error && data && data.services.length === 0 && (
        <NoServices view={view} onRange={setRange} onEverywhere={() => setEnvironment('')} />
      )}
      {!answer.error && data && data.services.length > 0 && rows.length === 0 && (
        <NothingMatches title="No service has such a name">
          <p className="text-ink-2">
            {formatCount(data.services.length, 'service')} sent spans in this time, none of them with “{q}” in
            its name.
          </p>
          <Button variant="primary" onClick={() => change({ q: '' })}>
            Clear the filter
          </Button>
        </NothingMatches>
      )}
    </>
  );
}

const NONE: readonly string[] = [];

function countText(shown: number, all: number): string {
  const services = formatCount(all, 'service');
  return shown === all ? services : `${formatCount(shown)} of ${services}`;
}

function useOwnCommands(change: (next: Partial<ServicesView>) => void, q: string): readonly Command[] {
  return useMemo(
    () => [
      ...(q === ''
        ? []
        : [{ id: 'clear', group: 'Services', label: 'Clear the filter', run: () => change({ q: '' }) }]),
      {
        id: 'by-errors',
        group: 'Services',
        label: 'Most errors first',
        run: () => change({ sort: '-errors' }),
      },
      { id: 'by-p95', group: 'Services', label: 'Slowest first', run: () => change({ sort: '-p95' }) },
      { id: 'by-rate', group: 'Services', label: 'Busiest first', run: () => change({ sort: '' }) },
      { id: 'by-name', group: 'Services', label: 'By name', run: () => change({ sort: 'name' }) },
    ],
    [change, q],
  );
}

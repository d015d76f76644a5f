// What a service's page shows in each of its tabs.

import type { ReactNode } from 'react';
import { DetailPanel } from '#app/components/explorer/panel/detail-panel.tsx';
import type { RangeText } from '#app/components/time/range.ts';
import { toUserError, type UserError } from '#app/lib/core/user-error.ts';
import type { ErrorGroupsResponse, ServiceMapResponse, ServiceResponse } from '#app/lib/services/schema.ts';
import type { ServicesRange } from '../common/use-range.ts';
import type { LinkSearch } from '../common/use-range-actions.ts';
import { callsOf } from '../map/edges.ts';
import type { ServiceView } from '../services-view.ts';
import type { ErrorGroup } from './error-columns.tsx';
import { ErrorDetail } from './error-detail.tsx';
import { RecentLogs, RecentTraces } from './recent.tsx';
import { RedCharts } from './red-charts.tsx';
import { Section, SectionLink } from './section.tsx';
import { CallTable, ErrorTable, InstanceTable, OperationTable } from './service-tables.tsx';
import { StatRow } from './stat-row.tsx';

/** A part that is asked for by itself: the page does not wait for it. */
export interface Part<Data> {
  readonly data: Data | undefined;
  readonly error: unknown;
}

interface ServiceContentProps {
  readonly service: string;
  readonly view: ServiceView;
  readonly range: ServicesRange;
  readonly search: LinkSearch;
  readonly data: ServiceResponse;
  readonly map: Part<ServiceMapResponse>;
  readonly errors: Part<ErrorGroupsResponse>;
  readonly stale: boolean;
  readonly onRange: (range: RangeText) => void;
  readonly onSort: (sort: string) => void;
  readonly onError: (fingerprint: string) => void;
}

const FIRST_OPERATIONS = 8;
const FIRST_ERRORS = 5;
const FIRST_CALLS = 6;

export function ServiceContent(props: ServiceContentProps) {
  const { service, view, search, data, errors, stale, onSort, onError } = props;
  const lastDeployMs = data.deploys.at(-1)?.ms;
  const common = { service, search, stale, isTab: true, sort: view.sort, onSort };
  const openError = (group: ErrorGroup) => onError(group.fingerprint);
  switch (view.tab) {
    case 'operations':
      return <OperationTable {...common} cut={data} rows={data.operations} />;
    case 'instances':
      return (
        <>
          <InstanceTable {...common} rows={data.instances} />
          {data.instances.length === 0 && <Note>No instance could be told apart in this time.</Note>}
          {data.instancesFromMs > data.fromMs && <Note>Those of the end of this range.</Note>}
        </>
      );
    case 'dependencies':
      return (
        <div className="flex min-h-0 flex-1 flex-col gap-5 overflow-y-auto px-3 py-3 slim-scroll md:px-4">
          <Calls {...props} direction="in" />
          <Calls {...props} direction="out" />
        </div>
      );
    case 'errors': {
      const open = errors.data?.groups.find(({ fingerprint }) => fingerprint === view.error);
      return (
        <div className="relative flex min-h-0 flex-1">
          <div className="flex min-h-0 min-w-0 flex-1 flex-col">
            <PartState part={errors} what="errors" />
            {errors.data && errors.data.groups.length > 0 && (
              <ErrorTable
                {...common}
                rows={errors.data.groups}
                open={view.error}
                onOpen={openError}
                lastDeployMs={lastDeployMs}
              />
            )}
            {errors.data?.groups.length === 0 && <Note>No exception was recorded in this time.</Note>}
            {errors.data?.isCut && (
              <Note>Only the {errors.data.groups.length} most frequent ones. A shorter range has fewer.</Note>
            )}
          </div>
          {open && (
            <DetailPanel onClose={() => onError('')}>
              <ErrorDetail
                group={open}
                intervalMs={errors.data?.intervalMs ?? 0}
                lastDeployMs={lastDeployMs}
                search={search}
                onClose={() => onError('')}
              />
            </DetailPanel>
          )}
        </div>
      );
    }
    default:
      return <Overview {...props} lastDeployMs={lastDeployMs} openError={openError} />;
  }
}

interface OverviewProps extends ServiceContentProps {
  readonly lastDeployMs: number | undefined;
  readonly openError: (group: ErrorGroup) => void;
}

function Overview(props: OverviewProps) {
  const { service, view, range, search, data, errors, stale, onRange, lastDeployMs, openError } = props;
  const common = { service, search, stale, isTab: false };
  const tab = (name: ServiceView['tab']) => (
    <SectionLink
      to="/services/$service"
      params={{ service }}
      search={{ ...search, apdex: view.apdex, refresh: view.refresh, tab: name }}
    />
  );
  return (
    <div
      className="flex min-h-0 flex-1 flex-col gap-5 overflow-x-hidden overflow-y-auto px-3 py-3 slim-scroll md:px-4"
      data-testid="overview"
    >
      <StatRow entry={data.service} search={search} />
      <RedCharts data={data} view={view} onRange={onRange} />
      <Section
        title="Operations"
        note={cutNote(FIRST_OPERATIONS, data.operations.length, 'that take the most time')}
        link={tab('operations')}
      >
        <OperationTable
          {...common}
          cut={data}
          rows={data.operations.toSorted((a, b) => b.timeShare - a.timeShare).slice(0, FIRST_OPERATIONS)}
        />
      </Section>
      <div className="grid gap-x-6 gap-y-5 xl:grid-cols-2">
        <Calls {...props} direction="in" most={FIRST_CALLS} link={tab('dependencies')} />
        <Calls {...props} direction="out" most={FIRST_CALLS} link={tab('dependencies')} />
      </div>
      <Section
        title="Errors"
        note={errors.data && cutNote(FIRST_ERRORS, errors.data.groups.length, 'that are the most frequent')}
        link={tab('errors')}
      >
        <PartState part={errors} what="errors" />
        {errors.data?.groups.length === 0 && <Note>No exception was recorded in this time.</Note>}
        {errors.data && errors.data.groups.length > 0 && (
          <ErrorTable
            {...common}
            rows={errors.data.groups.slice(0, FIRST_ERRORS)}
            open=""
            onOpen={openError}
            lastDeployMs={lastDeployMs}
          />
        )}
      </Section>
      <div className="grid gap-x-6 gap-y-5 xl:grid-cols-2">
        <RecentTraces service={service} range={range} search={search} />
        <RecentLogs service={service} range={range} search={search} />
      </div>
    </div>
  );
}

interface CallsProps extends ServiceContentProps {
  readonly direction: 'in' | 'out';
  /** All, unless given. */
  readonly most?: number;
  readonly link?: ReactNode;
}

/** Who calls the service, or what it depends on. */
function Calls({ service, search, map, stale, direction, most, link }: CallsProps) {
  const self = `service:${service}`;
  const isIn = direction === 'in';
  const all = map.data
    ? callsOf(map.data)
        .filter(({ source, target }) => (isIn ? target : source) === self)
        .toSorted((a, b) => b.rate - a.rate)
    : [];
  const rows = all.slice(0, most ?? all.length);
  return (
    <Section
      title={isIn ? 'Callers' : 'Dependencies'}
      note={most !== undefined && cutNote(most, all.length, 'with the most calls')}
      link={link}
    >
      <PartState part={map} what="calls" />
      {map.data && rows.length === 0 && (
        <Note>
          {isIn ? 'Nothing calls this service in this time.' : 'This service calls nothing in this time.'}
        </Note>
      )}
      {rows.length > 0 && (
        <CallTable
          service={service}
          search={search}
          rows={rows}
          ends={isIn ? 'from' : 'to'}
          isTab={most === undefined}
          stale={stale}
        />
      )}
    </Section>
  );
}

function PartState({ part, what }: { readonly part: Part<unknown>; readonly what: string }) {
  if (part.data !== undefined) return null;
  const error: UserError | undefined = part.error ? toUserError(part.error) : undefined;
  return error ? (
    <p role="alert" className="py-2 text-xs text-danger">
      The {what} are missing: {error.message}
    </p>
  ) : (
    <Note>Looking…</Note>
  );
}

function Note({ children }: { readonly children: ReactNode }) {
  return <p className="px-3 py-2 text-xs text-ink-3 md:px-4">{children}</p>;
}

function cutNote(most: number, all: number, which: string): string | undefined {
  return all > most ? `The ${most} of ${all} ${which}` : undefined;
}

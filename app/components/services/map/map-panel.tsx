// What is known of the chosen node or edge of the map, and the ways on from it.

import { Link } from '@tanstack/react-router';
import { Crosshair, X } from 'lucide-react';
import type { ReactNode } from 'react';
import { rateFormat } from '#app/components/charts/rate.ts';
import { formatCount } from '#app/components/time/format.ts';
import { formatDuration } from '#app/components/trace/duration.ts';
import { Button, buttonClass, IconButton } from '#app/components/ui/button.tsx';
import type { ServiceMapResponse } from '#app/lib/services/schema.ts';
import { ErrorShare } from '../common/figures.tsx';
import { serviceSearch, withEnvironment } from '../common/searches.ts';
import { ServiceLink } from '../common/service-link.tsx';
import { hasPage } from '../common/service-name.ts';
import type { LinkSearch } from '../common/use-range-actions.ts';
import { type Call, callsOf, KIND_NAMES, type MapNode, shortName, type Traffic } from './edges.ts';
import { KindIcon } from './kind-icon.tsx';
import { NodeLink } from './node-link.tsx';

interface PanelProps {
  readonly map: ServiceMapResponse;
  readonly search: LinkSearch;
  readonly onClose: () => void;
}

interface NodePanelProps extends PanelProps {
  readonly node: MapNode;
  readonly traffic: Traffic;
  readonly focus: string;
  readonly onFocus: (id: string) => void;
  readonly onEdge: (id: string) => void;
}

export function NodePanel(props: NodePanelProps) {
  const { map, node, traffic, search, focus, onFocus, onEdge, onClose } = props;
  const calls = callsOf(map);
  const { from, to, env } = search;
  return (
    <Frame
      title={
        <>
          <KindIcon node={node} />
          <span className="truncate">{shortName(node)}</span>
        </>
      }
      note={
        node.kind === 'service'
          ? 'Service'
          : [KIND_NAMES[node.kind], node.system].filter((part) => part !== '').join(', ')
      }
      onClose={onClose}
    >
      <div className="flex flex-wrap gap-2">
        {node.kind === 'service' && (
          <>
            {hasPage(node.name) && (
              <ServiceLink name={node.name} search={search} className={buttonClass('primary')}>
                Open the service
              </ServiceLink>
            )}
            <Link
              to="/traces"
              search={{ from, to, q: serviceSearch(node.name, env) }}
              className={buttonClass('secondary')}
            >
              Traces
            </Link>
            <Link
              to="/logs"
              search={{ from, to, q: serviceSearch(node.name, env) }}
              className={buttonClass('secondary')}
            >
              Logs
            </Link>
          </>
        )}
        <Button onClick={() => onFocus(focus === node.id ? '' : node.id)}>
          <Crosshair className="size-3.5 text-ink-3" aria-hidden />
          {focus === node.id ? 'Show the whole map' : 'Only its neighbours'}
        </Button>
      </div>
      <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1 text-xs">
        <Fact name="Calls">
          {rateFormat(traffic.rate)(traffic.rate)}{' '}
          <span className="text-ink-3">({formatCount(traffic.calls)})</span>
        </Fact>
        <Fact name="Errors">
          <ErrorShare share={traffic.errorRate} />{' '}
          <span className="text-ink-3">({formatCount(traffic.errors)})</span>
        </Fact>
      </dl>
      <Calls
        title="Called by"
        calls={calls.filter(({ target }) => target === node.id)}
        end="from"
        onEdge={onEdge}
      />
      <Calls
        title="Calls"
        calls={calls.filter(({ source }) => source === node.id)}
        end="to"
        onEdge={onEdge}
      />
    </Frame>
  );
}

interface CallsProps {
  readonly title: string;
  readonly calls: readonly Call[];
  readonly end: 'from' | 'to';
  readonly onEdge: (id: string) => void;
}

function Calls({ title, calls, end, onEdge }: CallsProps) {
  const rateText = rateFormat(Math.max(0, ...calls.map(({ rate }) => rate)));
  return (
    <section aria-label={title} className="flex flex-col">
      <div className="mb-1 flex items-baseline gap-2 px-1 text-2xs text-ink-3">
        <h3 className="flex-1">
          {title} {calls.length}
        </h3>
        {calls.length > 0 && (
          <>
            <span>calls</span>
            <span className="w-14 text-right">errors</span>
            <span className="w-16 text-right">p95</span>
          </>
        )}
      </div>
      {calls
        .toSorted((a, b) => b.rate - a.rate)
        .map((call) => (
          <button
            key={call.id}
            type="button"
            onClick={() => onEdge(call.id)}
            className="flex h-7 items-center gap-2 border-b border-line/60 px-1 text-left text-xs hover:bg-hover pointer-coarse:h-9"
          >
            <KindIcon node={call[end]} />
            <span className="min-w-0 flex-1 truncate">
              {shortName(call[end])}
              {call[end].system !== '' && (
                <span className="ml-2 text-2xs text-ink-3">{call[end].system}</span>
              )}
            </span>
            <span className="text-ink-2">{rateText(call.rate)}</span>
            <span className="w-14 text-right">
              <ErrorShare share={call.errorRate} />
            </span>
            <span className="w-16 text-right text-ink-2">{formatDuration(call.p95)}</span>
          </button>
        ))}
    </section>
  );
}

interface EdgePanelProps extends PanelProps {
  readonly call: Call;
}

export function EdgePanel({ call, search, onClose }: EdgePanelProps) {
  const { from, to, env } = search;
  const { rate, calls, errors, errorRate } = call;
  const query = withEnvironment(call.query, env);
  return (
    <Frame
      title={
        <>
          <span className="truncate">{shortName(call.from)}</span>
          <span aria-hidden>→</span>
          <span className="truncate">{shortName(call.to)}</span>
        </>
      }
      note={`Calls to a ${KIND_NAMES[call.to.kind].toLowerCase()}`}
      onClose={onClose}
    >
      <div className="flex flex-wrap gap-2">
        <Link to="/traces" search={{ from, to, q: query }} className={buttonClass('primary')}>
          Traces of these calls
        </Link>
        {errors > 0 && (
          <Link
            to="/traces"
            search={{ from, to, q: `${query} status:error` }}
            className={buttonClass('secondary')}
          >
            Only failed ones
          </Link>
        )}
      </div>
      <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1 text-xs">
        <Fact name="From">
          <NodeLink node={call.from} search={search} />
        </Fact>
        <Fact name="To">
          <NodeLink node={call.to} search={search} />
        </Fact>
        <Fact name="Rate">
          {rateFormat(rate)(rate)} <span className="text-ink-3">({formatCount(calls, 'call')})</span>
        </Fact>
        <Fact name="Errors">
          <ErrorShare share={errorRate} /> <span className="text-ink-3">({formatCount(errors)})</span>
        </Fact>
        {(['p50', 'p95', 'p99'] as const).map((key) => (
          <Fact key={key} name={key}>
            {formatDuration(call[key])}
          </Fact>
        ))}
      </dl>
      <section aria-label="Search" className="flex flex-col gap-1">
        <h3 className="text-2xs text-ink-3">The search that finds its spans</h3>
        <code className="rounded-md bg-surface p-2 font-mono text-2xs break-words">{query}</code>
      </section>
    </Frame>
  );
}

interface FrameProps {
  readonly title: ReactNode;
  readonly note: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

function Frame({ title, note, onClose, children }: FrameProps) {
  return (
    <div className="flex min-h-0 min-w-0 flex-1 flex-col" data-testid="map-panel">
      <div className="flex items-center gap-2 border-b border-line px-4 py-2">
        <h2 className="flex min-w-0 items-center gap-2 text-base font-semibold">{title}</h2>
        <span className="min-w-0 flex-1 truncate text-2xs text-ink-3">{note}</span>
        <IconButton label="Close" shortcut="Esc" onClick={onClose}>
          <X className="size-4" aria-hidden />
        </IconButton>
      </div>
      <div className="flex min-h-0 flex-1 flex-col gap-4 overflow-y-auto p-4 slim-scroll">{children}</div>
    </div>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <>
      <dt className="text-ink-3">{name}</dt>
      <dd className="min-w-0">{children}</dd>
    </>
  );
}

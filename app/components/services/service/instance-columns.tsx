// The columns of what runs a service: pods, containers, hosts.
import { Link } from '@tanstack/react-router';
import { formatCount } from '#app/components/time/format.ts';
import { formatDuration } from '#app/components/trace/duration.ts';
import { printAlternatives } from '#app/lib/search/print.ts';
import type { ServiceResponse } from '#app/lib/services/schema.ts';
import type { FigureColumn } from '../common/figure-table.tsx';
import { ErrorShare } from '../common/figures.tsx';
import { serviceSearch } from '../common/searches.ts';
import type { LinkSearch } from '../common/use-range-actions.ts';
import { Ago } from './ago.tsx';

export type Instance = ServiceResponse['instances'][number];

export function instanceColumns(service: string, search: LinkSearch): readonly FigureColumn<Instance>[] {
  return [
    {
      key: 'id',
      label: 'Instance',
      width: 'minmax(200px, 2fr)',
      value: ({ id }) => id,
      cell: ({ pod, id }) => (
        <span className="font-medium" data-tip={pod || id}>
          {pod || id}
        </span>
      ),
    },
    {
      key: 'host',
      label: 'Host',
      width: 'minmax(120px, 1fr)',
      value: ({ host }) => host,
      cell: ({ host }) => (
        <span className="text-ink-2" data-tip={host || undefined}>
          {host || '–'}
        </span>
      ),
    },
    {
      key: 'version',
      label: 'Version',
      width: 'minmax(72px, 0.6fr)',
      value: ({ version }) => version,
      cell: ({ version }) => <span className="font-mono text-ink-2">{version || '–'}</span>,
    },
    {
      key: 'spans',
      label: 'Spans',
      width: '76px',
      isNumber: true,
      falling: true,
      value: ({ spans }) => spans,
      cell: ({ spans }) => formatCount(spans),
    },
    {
      key: 'errors',
      label: 'Errors',
      width: '68px',
      isNumber: true,
      falling: true,
      value: ({ spans, errors }) => (spans === 0 ? 0 : errors / spans),
      cell: ({ spans, errors }) => <ErrorShare share={spans === 0 ? 0 : errors / spans} />,
    },
    {
      key: 'p95',
      label: 'p95',
      tip: 'Of all its spans',
      width: '76px',
      isNumber: true,
      falling: true,
      value: ({ p95 }) => p95,
      cell: ({ p95 }) => formatDuration(p95),
    },
    {
      key: 'last',
      label: 'Last seen',
      width: '88px',
      isNumber: true,
      falling: true,
      value: ({ lastSeenMs }) => lastSeenMs,
      cell: ({ lastSeenMs }) => <Ago ms={lastSeenMs} />,
    },
    {
      key: 'links',
      label: 'Links',
      width: '92px',
      cell: (instance) => <InstanceLinks service={service} instance={instance} search={search} />,
    },
  ];
}

interface InstanceLinksProps {
  readonly service: string;
  readonly instance: Instance;
  readonly search: LinkSearch;
}

function InstanceLinks({ service, instance, search: { from, to, env } }: InstanceLinksProps) {
  const { pod, host } = instance;
  const [field, value] = pod === '' ? ['host.name', host] : ['k8s.pod.name', pod];
  if (value === '') return null;
  const q = `${serviceSearch(service, env)} ${printAlternatives(field, [value])}`;
  return (
    <span className="flex gap-3">
      <Link to="/traces" search={{ from, to, q }} className="text-accent-ink hover:underline">
        Traces
      </Link>
      <Link to="/logs" search={{ from, to, q }} className="text-accent-ink hover:underline">
        Logs
      </Link>
    </span>
  );
}

/** An instance on a phone. */
export function CompactInstance(props: InstanceLinksProps) {
  const { id, pod, version, spans, errors, p95, lastSeenMs } = props.instance;
  return (
    <>
      <span className="flex items-center gap-2">
        <span className="min-w-0 flex-1 truncate font-medium">{pod || id}</span>
        <InstanceLinks {...props} />
      </span>
      <span className="flex gap-3 text-ink-2">
        {version !== '' && <span className="font-mono">{version}</span>}
        <span>
          <ErrorShare share={spans === 0 ? 0 : errors / spans} />{' '}
          <span className="text-2xs text-ink-3">errors</span>
        </span>
        <span>
          <span className="text-2xs text-ink-3">p95</span> {formatDuration(p95)}
        </span>
        <span className="ml-auto text-2xs">
          <Ago ms={lastSeenMs} />
        </span>
      </span>
    </>
  );
}

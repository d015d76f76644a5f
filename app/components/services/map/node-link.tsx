// A node by name: a service links to its page, everything else is selected on the map.
import { Link } from '@tanstack/react-router';
import { ServiceLink } from '../common/service-link.tsx';
import type { LinkSearch } from '../common/use-range-actions.ts';
import { type MapNode, shortName } from './edges.ts';
import { KindIcon } from './kind-icon.tsx';

interface NodeLinkProps {
  readonly node: MapNode;
  readonly search: LinkSearch;
}

const LOOK = 'inline-flex max-w-full min-w-0 items-center gap-2 font-medium text-ink hover:underline';

export function NodeLink({ node, search }: NodeLinkProps) {
  const short = shortName(node);
  const name = (
    <>
      <KindIcon node={node} />
      <span className="truncate" data-tip={short === node.name ? undefined : node.name}>
        {short}
      </span>
    </>
  );
  if (node.kind === 'user')
    return <span className="flex min-w-0 items-center gap-2 font-medium">{name}</span>;
  if (node.kind === 'service')
    return (
      <span className="flex min-w-0 items-center">
        <ServiceLink name={node.name} search={search} className={LOOK}>
          {name}
        </ServiceLink>
      </span>
    );
  return (
    <span className="flex min-w-0 items-center gap-2">
      <Link to="/map" search={{ ...search, focus: node.id, node: node.id }} className={LOOK}>
        {name}
      </Link>
      {node.system !== '' && (
        <span className="min-w-0 shrink-[4] truncate text-2xs text-ink-3">{node.system}</span>
      )}
    </span>
  );
}

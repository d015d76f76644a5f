// A node by name: a service links to its page, everything else is selected on the map.
import { Link } from '@tanstack/react-router';
import type { LinkSearch } from '../common/use-range-actions.ts';
import { KIND_NAMES, type MapNode, shortName } from './edges.ts';
import { KindIcon } from './kind-icon.tsx';

interface NodeLinkProps {
  readonly node: MapNode;
  readonly search: LinkSearch;
}

const LOOK = 'inline-flex max-w-full items-center gap-2 font-medium text-ink hover:underline';

export function NodeLink({ node, search }: NodeLinkProps) {
  const name = (
    <>
      <KindIcon node={node} />
      <span className="truncate">{shortName(node)}</span>
    </>
  );
  if (node.kind === 'user') return <span className="inline-flex items-center gap-2 font-medium">{name}</span>;
  return (
    <span className="flex min-w-0 items-center gap-2">
      {node.kind === 'service' ? (
        <Link to="/services/$service" params={{ service: node.name }} search={search} className={LOOK}>
          {name}
        </Link>
      ) : (
        <Link to="/map" search={{ ...search, focus: node.id, node: node.id }} className={LOOK}>
          {name}
        </Link>
      )}
      {node.kind !== 'service' && (
        <span className="truncate text-2xs text-ink-3">{node.system || KIND_NAMES[node.kind]}</span>
      )}
    </span>
  );
}

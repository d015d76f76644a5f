// The sign of a node's kind.
import { Database, Globe, type LucideIcon, MemoryStick, Users, Workflow } from 'lucide-react';
import { ServiceDot } from '../common/service-link.tsx';
import { KIND_NAMES, type MapNode } from './edges.ts';

const ICONS: Readonly<Record<Exclude<MapNode['kind'], 'service'>, LucideIcon>> = {
  database: Database,
  cache: MemoryStick,
  queue: Workflow,
  external: Globe,
  user: Users,
};

/** A service has its colour, everything else a picture. Its name is said to screen readers. */
export function KindIcon({ node }: { readonly node: Pick<MapNode, 'kind' | 'name'> }) {
  if (node.kind === 'service')
    return (
      // As wide as the pictures, so that names stand below each other.
      <span className="flex w-3.5 shrink-0 justify-center">
        <ServiceDot name={node.name} />
      </span>
    );
  const Icon = ICONS[node.kind];
  return <Icon className="size-3.5 shrink-0 text-ink-3" role="img" aria-label={KIND_NAMES[node.kind]} />;
}

// A node of the graph: its kind, its name, how often it is called and how many of the calls fail.

import { Handle, type Node, type NodeProps, Position } from '@xyflow/react';
import { memo } from 'react';
import { percentText } from '#app/components/charts/rate.ts';
import { cn } from '#app/components/ui/cn.ts';
import { errorLevel } from '../common/figures.tsx';
import { KIND_NAMES, type MapNode, shortName } from './edges.ts';
import { KindIcon } from './kind-icon.tsx';
import { NODE_PX } from './place.ts';

export interface NodeData extends Record<string, unknown> {
  readonly node: MapNode;
  readonly rate: string;
  /** Of its calls with an error, 0 to 1. */
  readonly errorRate: number;
  readonly dimmed: boolean;
  readonly isChosen: boolean;
  readonly down: boolean;
}
export type GraphNodeType = Node<NodeData, 'map'>;

const BORDERS = { none: 'border-line-strong', some: 'border-caution', bad: 'border-danger' } as const;
const INKS = { none: 'text-ink-3', some: 'text-caution', bad: 'text-danger' } as const;

export const GraphNode = memo(function GraphNode({ data }: NodeProps<GraphNodeType>) {
  const { node, rate, errorRate, dimmed, isChosen, down } = data;
  const level = errorLevel(errorRate);
  return (
    <div
      style={NODE_PX}
      className={cn(
        'flex flex-col justify-center border bg-raised px-2.5 text-xs transition-opacity',
        node.kind === 'service' ? 'rounded-md' : 'rounded-2xl border-dashed',
        BORDERS[level],
        level === 'bad' && 'border-2',
        isChosen && 'outline-2 outline-offset-2 outline-accent',
        dimmed && 'opacity-25',
      )}
    >
      <Handle
        type="target"
        position={down ? Position.Top : Position.Left}
        isConnectable={false}
        className="invisible"
      />
      <span
        className="flex min-w-0 items-center gap-1.5 font-medium group-data-[distance=mid]/map:text-lg group-data-[distance=far]/map:text-xl group-data-[distance=farther]/map:text-3xl"
        title={node.name}
      >
        <KindIcon node={node} />
        <span className="truncate">{shortName(node)}</span>
      </span>
      <span className="flex gap-2 truncate text-2xs text-ink-3 group-data-[distance=mid]/map:text-sm group-data-[distance=far]/map:hidden group-data-[distance=farther]/map:hidden">
        {node.kind !== 'service' && <span className="truncate">{node.system || KIND_NAMES[node.kind]}</span>}
        <span className="shrink-0">{rate}</span>
        {errorRate > 0 && <span className={cn('shrink-0', INKS[level])}>{percentText(errorRate)}</span>}
      </span>
      <Handle
        type="source"
        position={down ? Position.Bottom : Position.Right}
        isConnectable={false}
        className="invisible"
      />
    </div>
  );
});

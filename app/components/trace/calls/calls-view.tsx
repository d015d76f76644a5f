// The call graph: which operation, or service, called which, how often and at what cost.
import {
  Background,
  Controls,
  type Edge,
  Handle,
  MarkerType,
  type Node,
  type NodeProps,
  Position,
  ReactFlow,
} from '@xyflow/react';
import '@xyflow/react/dist/style.css';
import { useQuery } from '@tanstack/react-query';
import { createContext, use, useMemo } from 'react';
import { usePreferences } from '#app/components/preferences/preferences-context.tsx';
import { formatCompact, formatCount } from '#app/components/time/format.ts';
import { cn } from '#app/components/ui/cn.ts';
import { formatDuration } from '../duration.ts';
import { useAnswer } from '../load/use-answer.ts';
import { serviceColor } from '../service-color.ts';
import { useFindIn } from '../statistics/use-find-in.ts';
import { ViewBar, Working } from '../statistics/view-bar.tsx';
import { useTrace } from '../trace-context.ts';
import { layOut, NODE_HEIGHT, NODE_WIDTH, type Places } from './lay-out.ts';
import { type ShownGraph, type ShownNode, shownGraph } from './shown-graph.ts';

/** More cannot be read, nor be laid out while one waits. */
const MOST_NODES = 120;

export function CallsView() {
  const { trace, view } = useTrace();
  const isByService = view.by === 'service';
  const question = useMemo(() => ({ kind: 'calls' as const, by: view.by }), [view.by]);
  const { answer } = useAnswer(trace, question);
  const graph = useMemo(() => answer && shownGraph(answer, MOST_NODES), [answer]);
  const shape =
    graph &&
    JSON.stringify([
      graph.nodes.map(({ id }) => id),
      graph.edges.map(({ source, target }) => [source, target]),
    ]);
  const places = useQuery({
    queryKey: ['trace', 'calls', trace.traceId, view.by, shape],
    queryFn: ({ signal }) => (graph ? layOut(graph, signal) : new Map()),
    enabled: graph !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 60_000,
    structuralSharing: false,
    retry: false,
  });
  return (
    <>
      <ViewBar find="Mark by service or operation" hasGrouping>
        {graph && graph.hidden > 0 && (
          <span>{formatCount(graph.hidden)} more are left out: those with the least self time</span>
        )}
      </ViewBar>
      {places.error ? (
        <Working>The graph could not be drawn. The statistics have the same figures.</Working>
      ) : !graph || !places.data ? (
        <Working>Drawing the calls of {formatCount(trace.tree.columns.count, 'span')}…</Working>
      ) : (
        <Drawing key={shape} graph={graph} places={places.data} isByService={isByService} />
      )}
    </>
  );
}

/** Graph nodes have no access to what surrounds the drawing but this. */
const Chosen = createContext<(node: ShownNode) => void>(() => undefined);

type CallFlowNode = Node<{ node: ShownNode; isByService: boolean; isFaint: boolean }, 'call'>;
const NODE_TYPES = { call: CallNodeCard };
const PRO = { hideAttribution: true };

interface DrawingProps {
  readonly graph: ShownGraph;
  readonly places: Places;
  readonly isByService: boolean;
}

function Drawing({ graph, places, isByService }: DrawingProps) {
  const { view } = useTrace();
  const { theme } = usePreferences().preferences;
  const findIn = useFindIn();
  const wanted = view.find.trim().toLowerCase();
  const nodes = useMemo(
    () =>
      graph.nodes.map((node): CallFlowNode => {
        const isFound = `${node.service}\n${node.name}`.toLowerCase().includes(wanted);
        return {
          id: String(node.id),
          type: 'call',
          position: places.get(node.id) ?? { x: 0, y: 0 },
          width: NODE_WIDTH,
          height: NODE_HEIGHT,
          data: { node, isByService, isFaint: !isFound },
          focusable: false,
        };
      }),
    [graph, places, isByService, wanted],
  );
  const edges = useMemo(() => {
    const most = Math.max(1, ...graph.edges.map(({ total }) => total));
    return graph.edges.map(({ source, target, count, errors, total }): Edge => {
      const color = errors > 0 ? 'var(--danger)' : 'var(--ink-3)';
      return {
        id: `${source}-${target}`,
        source: String(source),
        target: String(target),
        label: `${formatCompact(count)}×  ${formatDuration(total)}${errors > 0 ? `  ${formatCompact(errors)} failed` : ''}`,
        style: { stroke: color, strokeWidth: 1 + 4 * Math.sqrt(total / most) },
        markerEnd: {
          type: MarkerType.ArrowClosed,
          color,
          width: 14,
          height: 14,
          markerUnits: 'userSpaceOnUse',
        },
        labelStyle: { fill: errors > 0 ? 'var(--danger)' : 'var(--ink-2)', fontSize: 10 },
        labelBgStyle: { fill: 'var(--canvas)', fillOpacity: 0.85 },
        focusable: false,
      };
    });
  }, [graph]);
  return (
    <div className="min-h-0 flex-1" data-testid="calls">
      <Chosen value={findIn}>
        <ReactFlow
          nodes={nodes}
          edges={edges}
          nodeTypes={NODE_TYPES}
          colorMode={theme}
          proOptions={PRO}
          fitView
          fitViewOptions={{ maxZoom: 1, padding: 0.1 }}
          minZoom={0.05}
          maxZoom={2}
          nodesDraggable={false}
          nodesConnectable={false}
          elementsSelectable={false}
          onlyRenderVisibleElements
          aria-label="Call graph"
        >
          <Background color="var(--line)" />
          <Controls showInteractive={false} />
        </ReactFlow>
      </Chosen>
    </div>
  );
}

function CallNodeCard({ data: { node, isByService, isFaint } }: NodeProps<CallFlowNode>) {
  const choose = use(Chosen);
  const title = isByService ? node.service || 'no service' : node.name || 'Span without a name';
  return (
    <>
      <Handle type="target" position={Position.Top} className="invisible" />
      <button
        type="button"
        onClick={() => choose(node)}
        title={`${node.service} ${node.name}`.slice(0, 1_000)}
        className={cn(
          'nodrag flex flex-col justify-center rounded-md border border-line border-l-4 bg-raised px-2 text-left text-2xs hover:bg-hover',
          node.errors > 0 && 'border-danger',
          isFaint && 'opacity-30',
        )}
        style={{ width: NODE_WIDTH, height: NODE_HEIGHT, borderLeftColor: serviceColor(node.service) }}
      >
        <span className="w-full truncate text-xs font-medium text-ink">{title.slice(0, 200)}</span>
        {!isByService && <span className="w-full truncate text-ink-3">{node.service}</span>}
        <span className="w-full truncate text-ink-2">
          {formatCompact(node.count)}× · self {formatDuration(node.self)}
          {node.ownCalls > 0 && ` · calls itself ${formatCompact(node.ownCalls)}×`}
          {node.errors > 0 && <span className="text-danger"> · {formatCompact(node.errors)} failed</span>}
        </span>
      </button>
      <Handle type="source" position={Position.Bottom} className="invisible" />
    </>
  );
}

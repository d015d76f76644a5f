// The map as a graph. Loaded only on its page, with the libraries that draw it and lay it out.

import {
  Background,
  Controls,
  MiniMap,
  Panel,
  ReactFlow,
  ReactFlowProvider,
  useReactFlow,
  useStore,
} from '@xyflow/react';
import { WandSparkles } from 'lucide-react';
import { useEffect, useMemo } from 'react';
import { rateFormat } from '#app/components/charts/rate.ts';
import '@xyflow/react/dist/base.css';
import { serviceColor } from '#app/components/trace/service-color.ts';
import { Button } from '#app/components/ui/button.tsx';
import { useHotkeys } from '#app/components/ui/use-hotkeys.ts';
import type { ServiceMapResponse } from '#app/lib/services/schema.ts';
import { Drawing } from './drawing.tsx';
import { type Call, callsOf, KIND_NAMES, neighboursOf, shortName, type Traffic } from './edges.ts';
import { ArrowHeads, GraphEdge, type GraphEdgeType } from './graph-edge.tsx';
import { GraphNode, type GraphNodeType } from './graph-node.tsx';
import { NODE_PX } from './place.ts';
import { useLayout } from './use-layout.ts';

interface GraphProps {
  /** What is shown of the map. */
  readonly map: ServiceMapResponse;
  /** Of its nodes, by their ids. */
  readonly traffic: ReadonlyMap<string, Traffic>;
  /** Layouts of another one are not kept. */
  readonly scope: string;
  readonly node: string;
  readonly edge: string;
  readonly phone: boolean;
  readonly onNode: (id: string) => void;
  readonly onEdge: (id: string) => void;
  readonly onNothing: () => void;
}

const NODE_TYPES = { map: GraphNode };
const EDGE_TYPES = { map: GraphEdge };
const WIDTHS = { least: 1.25, most: 7 } as const;
/** Where there is no room for all of it, names that can be read are worth more. */
const FIT = { padding: 0.12, minZoom: 0.3, maxZoom: 1.1 } as const;
const PHONE_FIT = { ...FIT, minZoom: 0.4 } as const;
/** Below these zooms texts are drawn larger, from `far` on only names. */
const DISTANCES = [
  { name: 'farther', below: 0.4 },
  { name: 'far', below: 0.55 },
  { name: 'mid', below: 0.8 },
] as const;

export function Graph(props: GraphProps) {
  return (
    <ReactFlowProvider>
      <Drawn {...props} />
    </ReactFlowProvider>
  );
}

function Drawn({ map, traffic, scope, node, edge, phone, onNode, onEdge, onNothing }: GraphProps) {
  const { layout, isFailed, isNew, tidyUp } = useLayout(map, scope, phone);
  const flow = useReactFlow();
  const fit = phone ? PHONE_FIT : FIT;
  const distance = useStore(({ transform: [, , zoom] }) => DISTANCES.find(({ below }) => zoom < below)?.name);
  const calls = useMemo(() => callsOf(map), [map]);
  const lit = useMemo(() => litNodes(map, calls, node, edge), [map, calls, node, edge]);
  const nodes = useMemo(() => {
    const rateText = rateFormat(Math.max(0, ...map.nodes.map(({ id }) => traffic.get(id)?.rate ?? 0)));
    return map.nodes.flatMap((each): GraphNodeType[] => {
      const position = layout?.places.get(each.id);
      if (!position) return [];
      const { rate: perSecond = 0, errorRate = 0 } = traffic.get(each.id) ?? {};
      const rate = rateText(perSecond);
      return [
        {
          id: each.id,
          type: 'map',
          position,
          ...NODE_PX,
          measured: NODE_PX,
          selected: each.id === node,
          ariaLabel: `${KIND_NAMES[each.kind]} ${shortName(each)}, ${rate}`,
          data: {
            node: each,
            rate,
            errorRate,
            dimmed: lit !== undefined && !lit.has(each.id),
            isChosen: each.id === node,
            down: phone,
          },
        },
      ];
    });
  }, [map, traffic, layout, lit, node, phone]);
  const edges = useMemo(() => {
    const most = Math.max(0, ...calls.map(({ rate }) => rate));
    const rateText = rateFormat(most);
    return calls.map((call): GraphEdgeType => {
      const isOfChosen = node !== '' && (call.source === node || call.target === node);
      return {
        id: call.id,
        type: 'map',
        source: call.source,
        target: call.target,
        data: {
          call,
          rate: rateText(call.rate),
          width: widthOf(call, most),
          way: layout?.ways.get(call.id),
          dimmed: lit !== undefined && call.id !== edge && !isOfChosen,
          isChosen: call.id === edge,
        },
      };
    });
  }, [calls, layout, lit, node, edge]);
  const isThere = layout !== undefined;
  useEffect(() => {
    void isNew;
    if (isThere) requestAnimationFrame(() => void flow.fitView(fit));
  }, [flow, isThere, isNew, fit]);
  // What was chosen elsewhere than on the graph is brought into view.
  useEffect(() => {
    const place = node === '' ? undefined : layout?.places.get(node);
    if (!place) return;
    const { x, y, zoom } = flow.getViewport();
    const shown = { x: place.x * zoom + x, y: place.y * zoom + y };
    const pane = document.querySelector('[data-testid="graph"]')?.getBoundingClientRect();
    const isInView =
      pane && shown.x > 0 && shown.y > 0 && shown.x < pane.width - 80 && shown.y < pane.height - 40;
    if (!isInView)
      void flow.setCenter(place.x + NODE_PX.width / 2, place.y + NODE_PX.height / 2, {
        zoom: Math.max(zoom, 0.8),
        duration: 200,
      });
  }, [flow, layout, node]);
  const step = (by: 1 | -1) => {
    const order = nodes.toSorted((a, b) => a.position.x - b.position.x || a.position.y - b.position.y);
    const at = order.findIndex(({ id }) => id === node);
    const next = order[(at + by + order.length) % order.length] ?? order[0];
    if (next) onNode(next.id);
  };
  useHotkeys({ j: () => step(1), k: () => step(-1), '0': () => void flow.fitView(fit) });
  return (
    <div
      className="group/map relative min-h-0 min-w-0 flex-1 [&_[class*=attribution]]:bg-transparent! [&_[class*=attribution]_a]:text-ink-3!"
      data-distance={distance}
      data-testid="graph"
      data-ready={isThere}
    >
      <ArrowHeads />
      {!isThere && <Drawing isFailed={isFailed} />}
      <ReactFlow<GraphNodeType, GraphEdgeType>
        nodes={nodes}
        edges={edges}
        nodeTypes={NODE_TYPES}
        edgeTypes={EDGE_TYPES}
        nodesDraggable={false}
        nodesConnectable={false}
        edgesFocusable={false}
        minZoom={0.05}
        maxZoom={2}
        fitView
        fitViewOptions={fit}
        onNodeClick={(_, { id }) => onNode(id)}
        onEdgeClick={(_, { id }) => onEdge(id)}
        onPaneClick={onNothing}
        onNodesChange={(changes) => {
          // Enter on a node that has the focus.
          const chosen = changes.find((each) => each.type === 'select' && each.selected);
          if (chosen?.type === 'select') onNode(chosen.id);
        }}
        attributionPosition="top-right"
        aria-label="Service map"
      >
        <Background gap={24} color="var(--line)" />
        <Controls
          showInteractive={false}
          position="bottom-left"
          className="overflow-hidden rounded-md border border-line bg-raised [&_button]:flex [&_button]:size-7 [&_button]:items-center [&_button]:justify-center [&_button]:border-b [&_button]:border-line [&_button]:hover:bg-hover [&_svg]:size-3 [&_svg]:fill-current"
        />
        <Panel position="top-left">
          <Button onClick={tidyUp} data-tip="Lay the map out anew">
            <WandSparkles className="size-3.5 text-ink-3" aria-hidden />
            Tidy up
          </Button>
        </Panel>
        {!phone && map.nodes.length > 12 && (
          <MiniMap
            pannable
            zoomable
            ariaLabel="Overview of the map"
            className="overflow-hidden rounded-md border border-line"
            bgColor="var(--surface)"
            maskColor="color-mix(in srgb, var(--canvas) 60%, transparent)"
            nodeColor={({ data }) => miniColor(data as GraphNodeType['data'])}
            style={{ width: 160, height: 110 }}
          />
        )}
      </ReactFlow>
    </div>
  );
}

/** The nodes that are not dimmed; undefined: all. */
function litNodes(
  map: ServiceMapResponse,
  calls: readonly Call[],
  node: string,
  edge: string,
): ReadonlySet<string> | undefined {
  if (map.nodes.some(({ id }) => id === node)) return neighboursOf(map.edges, node);
  const call = calls.find(({ id }) => id === edge);
  return call && new Set([call.source, call.target]);
}

/** By the logarithm: rates differ by thousands. */
function widthOf({ rate }: Call, most: number): number {
  const share = most <= 0 ? 0 : Math.log1p((rate / most) * 99) / Math.log(100);
  return WIDTHS.least + share * (WIDTHS.most - WIDTHS.least);
}

function miniColor({ node }: GraphNodeType['data']): string {
  return node.kind === 'service' ? serviceColor(node.name) : 'var(--ink-3)';
}

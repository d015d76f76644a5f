// An edge of the graph: as wide as it is busy, coloured and labelled where calls fail; all its figures under the pointer.

import { type Edge, type EdgeProps, getBezierPath } from '@xyflow/react';
import { memo, useState } from 'react';
import { percentText } from '#app/components/charts/rate.ts';
import { formatDuration } from '#app/components/trace/duration.ts';
import { errorLevel } from '../common/figures.tsx';
import type { Call } from './edges.ts';
import type { Way } from './elk-layout.ts';

export interface EdgeData extends Record<string, unknown> {
  readonly call: Call;
  readonly rate: string;
  /** CSS pixels. */
  readonly width: number;
  /** As it was laid out; undefined where an end has been placed since. */
  readonly way: Way | undefined;
  readonly dimmed: boolean;
  readonly isChosen: boolean;
}
export type GraphEdgeType = Edge<EdgeData, 'map'>;

const COLORS = { none: 'var(--line-strong)', some: 'var(--caution)', bad: 'var(--danger)' } as const;

export const GraphEdge = memo(function GraphEdge(props: EdgeProps<GraphEdgeType>) {
  const { data } = props;
  const [hovered, setHovered] = useState(false);
  if (!data) return null;
  const { call, rate, width, way, dimmed, isChosen } = data;
  const [bezier, labelX, labelY] = getBezierPath(props);
  const path = way?.path ?? bezier;
  const middle = way?.middle ?? { x: labelX, y: labelY };
  const level = errorLevel(call.errorRate);
  const isLit = hovered || isChosen;
  const color = isLit && level === 'none' ? 'var(--accent)' : COLORS[level];
  const label = isLit
    ? `${rate} · p95 ${formatDuration(call.p95)} · ${percentText(call.errorRate)} errors`
    : level === 'none'
      ? ''
      : percentText(call.errorRate);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the table says the same without a pointer
    <g
      onMouseEnter={() => setHovered(true)}
      onMouseLeave={() => setHovered(false)}
      opacity={dimmed ? 0.12 : 1}
      style={{ color }}
    >
      <path
        d={path}
        fill="none"
        stroke={color}
        strokeWidth={width}
        markerEnd={`url(#arrow-${level}-${isLit})`}
      />
      <path d={path} fill="none" stroke="transparent" strokeWidth={Math.max(14, width)} />
      {label !== '' && (
        <text
          x={middle.x}
          y={middle.y - 5}
          textAnchor="middle"
          fontWeight="600"
          fill={isLit && level === 'none' ? 'var(--ink)' : color}
          stroke="var(--canvas)"
          strokeWidth="4"
          paintOrder="stroke"
          className="pointer-events-none text-2xs group-data-[distance=far]/map:text-xl group-data-[distance=farther]/map:text-3xl group-data-[distance=mid]/map:text-base"
        >
          {label}
        </text>
      )}
    </g>
  );
});

/** The arrow heads, once for the whole graph. */
export function ArrowHeads() {
  return (
    <svg aria-hidden className="absolute size-0">
      <defs>
        {(['none', 'some', 'bad'] as const).flatMap((level) =>
          [false, true].map((isLit) => (
            <marker
              key={`${level}-${isLit}`}
              id={`arrow-${level}-${isLit}`}
              viewBox="0 0 10 10"
              refX="9"
              refY="5"
              markerWidth="10"
              markerHeight="10"
              markerUnits="userSpaceOnUse"
              orient="auto"
            >
              <path
                d="M0,0.5L10,5L0,9.5z"
                fill={isLit && level === 'none' ? 'var(--accent)' : COLORS[level]}
              />
            </marker>
          )),
        )}
      </defs>
    </svg>
  );
}

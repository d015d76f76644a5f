// The picture of a flame graph: a canvas as large as what is seen, in a box that scrolls. Bars are reached by pointer or keys.
import {
  type KeyboardEvent,
  type MouseEvent,
  useEffect,
  useId,
  useLayoutEffect,
  useRef,
  useState,
} from 'react';
import { onThemeChange } from '#app/components/charts/canvas-colors.ts';
import { formatCount } from '#app/components/time/format.ts';
import type { FlameGraph } from '#app/lib/trace-model/flame.ts';
import { type Paints, readPaints } from '../waterfall/paints.ts';
import { FlameTip } from './flame-tip.tsx';
import { BAR_PX, barAt, type FlameWindow, neighbour, spanOf } from './layout.ts';
import { paintFlame } from './paint-flame.ts';

interface FlameCanvasProps {
  readonly graph: FlameGraph;
  readonly zoomed: number | undefined;
  readonly active: number | undefined;
  readonly marked: Uint8Array | undefined;
  readonly onActive: (bar: number | undefined) => void;
  readonly onZoom: (bar: number | undefined) => void;
  /** Opens the longest span of a bar. */
  readonly onOpen: (bar: number) => void;
}

/** Browsers stop at some height; what is beyond is reached by keys. */
const MOST_PX = 12_000_000;
const DIRECTIONS: Readonly<Record<string, 'up' | 'down' | 'left' | 'right'>> = {
  ArrowUp: 'up',
  ArrowDown: 'down',
  ArrowLeft: 'left',
  ArrowRight: 'right',
};

export function FlameCanvas(props: FlameCanvasProps) {
  const { graph, zoomed, active, marked, onActive, onZoom, onOpen } = props;
  const id = useId();
  const box = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const [size, setSize] = useState({ width: 0, height: 0 });
  const [top, setTop] = useState(0);
  const [paints, setPaints] = useState<Paints>();
  const [hover, setHover] = useState<{ readonly bar: number; readonly x: number; readonly y: number }>();
  const seen: FlameWindow = { ...spanOf(graph, zoomed), top, ...size };

  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    const read = () => setPaints(readPaints(element, graph.columns.services));
    const measure = () => setSize({ width: element.clientWidth, height: element.clientHeight });
    read();
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    const ending = onThemeChange(read);
    return () => {
      observer.disconnect();
      ending();
    };
  }, [graph]);

  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!context || !paints || seen.width === 0) return;
    const frame = requestAnimationFrame(() =>
      paintFlame(context, graph, seen, { marked, active, hovered: hover?.bar, zoomed }, paints),
    );
    return () => cancelAnimationFrame(frame);
  });

  /** Brings a bar's row into view. */
  const reveal = (bar: number) => {
    const element = box.current;
    if (!element) return;
    const y = (graph.depth[bar] ?? 0) * BAR_PX;
    if (y < element.scrollTop) element.scrollTop = y;
    else if (y + 2 * BAR_PX > element.scrollTop + element.clientHeight)
      element.scrollTop = y + 2 * BAR_PX - element.clientHeight;
  };
  const isSeen = (bar: number) => {
    const left = graph.left[bar] ?? 0;
    return left < seen.to && left + (graph.width[bar] ?? 0) > seen.from;
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const from = active ?? zoomed ?? graph.preorder[0];
    if (from === undefined) return;
    const direction = DIRECTIONS[event.key];
    if (direction) {
      const next = active === undefined ? from : neighbour(graph, from, direction);
      if (next !== undefined && isSeen(next)) {
        onActive(next);
        reveal(next);
      }
    } else if (event.key === 'Enter') onZoom(from === zoomed ? undefined : from);
    else if (event.key === 'Backspace') {
      const below = zoomed === undefined ? -1 : (graph.parent[zoomed] ?? -1);
      onZoom(below === -1 ? undefined : below);
    } else if (event.key === '0') onZoom(undefined);
    else if (event.key === 'o') onOpen(from);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const barUnder = (event: MouseEvent) => {
    const rect = canvas.current?.getBoundingClientRect();
    if (!rect) return undefined;
    const [x, y] = [event.clientX - rect.left, event.clientY - rect.top];
    const bar = barAt(graph, seen, x, y);
    return bar === undefined ? undefined : { bar, x, y };
  };
  const label = active === undefined ? 'No bar is chosen.' : barLabel(graph, active);
  return (
    <div className="relative flex min-h-0 flex-1">
      <div
        ref={box}
        role="application"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: its bars are chosen by keys, as the label says
        tabIndex={0}
        aria-label="Flame graph. Arrows go from bar to bar, Enter zooms, Backspace zooms out, O opens the longest span."
        aria-describedby={id}
        data-testid="flame"
        className="relative min-h-0 flex-1 overflow-x-hidden overflow-y-auto -outline-offset-2 slim-scroll"
        onScroll={(event) => setTop(event.currentTarget.scrollTop)}
        onKeyDown={onKeyDown}
        onPointerMove={(event) => setHover(event.pointerType === 'touch' ? undefined : barUnder(event))}
        onPointerLeave={() => setHover(undefined)}
        onClick={(event) => {
          const bar = barUnder(event)?.bar;
          onActive(bar);
          if (bar !== undefined) onZoom(bar === zoomed ? undefined : bar);
        }}
      >
        <canvas
          ref={canvas}
          aria-hidden
          width={Math.round(size.width * devicePixelRatioOf())}
          height={Math.round(size.height * devicePixelRatioOf())}
          className="sticky top-0 left-0 block cursor-pointer"
          style={{ width: size.width, height: size.height }}
        />
        <div
          aria-hidden
          style={{
            height: Math.max(0, Math.min(MOST_PX, (graph.maxDepth + 2) * BAR_PX) - size.height),
          }}
        />
      </div>
      <p id={id} className="sr-only" aria-live="polite">
        {label}
      </p>
      {hover && <FlameTip graph={graph} {...hover} room={size} />}
    </div>
  );
}

/** What a bar is, in words. */
function barLabel({ columns, service, name, spans, errors }: FlameGraph, bar: number): string {
  const failed = errors[bar] ?? 0;
  return `${columns.services[service[bar] ?? 0] ?? ''}: ${columns.names[name[bar] ?? 0] ?? ''}, ${formatCount(spans[bar] ?? 0, 'span')}${failed > 0 ? `, ${failed} with errors` : ''}`;
}

function devicePixelRatioOf(): number {
  return typeof window === 'undefined' ? 1 : window.devicePixelRatio;
}

// The waterfall as a component: gives the view its elements, and the rest of the page a handle to move it by.
import { type RefObject, useEffect, useImperativeHandle, useLayoutEffect, useRef } from 'react';
import { onThemeChange } from '#app/components/charts/canvas-colors.ts';
import { Grid, GridBody } from '#app/components/ui/grid.tsx';
import { ROW_ID } from './row-pool.ts';
import { type WaterfallEvents, type WaterfallProps, WaterfallView } from './waterfall-view.ts';

export interface WaterfallHandle {
  readonly scrollToRow: (row: number, align?: 'auto' | 'centre') => void;
  readonly firstRow: () => number;
  readonly pageRows: () => number;
  readonly focus: () => void;
}

interface Props extends WaterfallProps, WaterfallEvents {
  readonly ref: RefObject<WaterfallHandle | null>;
  /** The row of the active span. */
  readonly activeRow: number | undefined;
}

export function Waterfall({ ref, activeRow, onOpen, onToggle, onWindow, onRest, ...props }: Props) {
  const scroller = useRef<HTMLDivElement>(null);
  const spacer = useRef<HTMLDivElement>(null);
  const sheet = useRef<HTMLDivElement>(null);
  const layer = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const view = useRef<WaterfallView>(null);
  const given = useRef({ props, events: { onOpen, onToggle, onWindow, onRest } });
  useLayoutEffect(() => {
    given.current = { props, events: { onOpen, onToggle, onWindow, onRest } };
    view.current?.update(props, given.current.events);
  });
  useLayoutEffect(() => {
    if (!scroller.current || !spacer.current || !sheet.current || !layer.current || !canvas.current) return;
    const elements = {
      scroller: scroller.current,
      spacer: spacer.current,
      sheet: sheet.current,
      layer: layer.current,
      canvas: canvas.current,
    };
    const made = new WaterfallView(elements, given.current.props, given.current.events);
    view.current = made;
    return () => {
      view.current = null;
      made.end();
    };
  }, []);
  useEffect(() => onThemeChange(() => view.current?.readTheme()), []);
  useImperativeHandle(
    ref,
    () => ({
      scrollToRow: (row, align = 'auto') => view.current?.scrollToRow(row, align),
      firstRow: () => view.current?.firstRow() ?? 0,
      pageRows: () => view.current?.pageRows() ?? 1,
      focus: () => scroller.current?.focus({ preventScroll: true }),
    }),
    [],
  );
  return (
    <Grid
      ref={scroller}
      role="treegrid"
      aria-label="Spans"
      aria-rowcount={props.rows.count}
      aria-activedescendant={activeRow === undefined ? undefined : `${ROW_ID}${activeRow}`}
      data-testid="waterfall"
      className="relative min-h-0 min-w-0 flex-1 overflow-x-hidden overflow-y-auto overscroll-contain -outline-offset-2 [contain:strict] slim-scroll [overflow-anchor:none]"
    >
      <div ref={spacer} role="presentation" className="absolute top-0 left-0 w-px" />
      <div ref={sheet} role="presentation" className="sticky top-0 overflow-hidden">
        <GridBody ref={layer} className="absolute inset-x-0 top-0" />
        <canvas ref={canvas} aria-hidden className="pointer-events-none absolute top-0 left-0" />
      </div>
    </Grid>
  );
}

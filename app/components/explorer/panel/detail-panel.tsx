// Where the detail stands: beside the list, with a width that one can drag; over its right part where there is no room for
// both; or on the whole screen of a phone.
import { type KeyboardEvent, lazy, type PointerEvent, type ReactNode, Suspense, useState } from 'react';
import { usePreferences } from '#app/components/preferences/preferences-context.tsx';
import { cn } from '#app/components/ui/cn.ts';
import { PHONE, useMediaQuery } from '#app/components/ui/use-media-query.ts';

const DetailSheet = lazy(() =>
  import('./detail-sheet.tsx').then((module) => ({ default: module.DetailSheet })),
);

const LEAST_PX = 360;
const MOST_PX = 1_200;
const KEY_STEP_PX = 32;
/** Until somebody chooses: the list keeps more than half of what the menu and the facets leave. */
const DEFAULT_WIDTH = 'clamp(360px, 30vw, 600px)';

interface DetailPanelProps {
  /** What it shows: `Record detail`. */
  readonly label?: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

export function DetailPanel({ label = 'Record detail', onClose, children }: DetailPanelProps) {
  const phone = useMediaQuery(PHONE);
  if (phone)
    return (
      <Suspense>
        <DetailSheet onClose={onClose}>{children}</DetailSheet>
      </Suspense>
    );
  return <ResizablePanel label={label}>{children}</ResizablePanel>;
}

function ResizablePanel({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  const { preferences, setPreferences } = usePreferences();
  const [dragged, setDragged] = useState<number>();
  const [measured, setMeasured] = useState(LEAST_PX);
  const chosen = dragged ?? (preferences.detailWidth || undefined);
  const clamp = (px: number) => Math.round(Math.min(MOST_PX, Math.max(LEAST_PX, px)));
  const onPointerMove = (event: PointerEvent<HTMLElement>) => {
    if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
    const right = event.currentTarget.parentElement?.getBoundingClientRect().right ?? window.innerWidth;
    setDragged(clamp(right - event.clientX));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowLeft' ? KEY_STEP_PX : event.key === 'ArrowRight' ? -KEY_STEP_PX : 0;
    if (step === 0) return;
    event.preventDefault();
    setPreferences({ detailWidth: clamp((chosen ?? measured) + step) });
  };
  return (
    <aside
      aria-label={label}
      className={cn(
        'inset-y-0 right-0 z-30 flex border-l border-line bg-canvas',
        'max-xl:absolute max-xl:max-w-[calc(100%-48px)] max-xl:shadow-raised xl:relative xl:min-w-[360px]',
      )}
      style={{ width: chosen ?? DEFAULT_WIDTH }}
    >
      {/* biome-ignore lint/a11y/useSemanticElements: an <hr> cannot be dragged */}
      <div
        role="separator"
        aria-orientation="vertical"
        aria-label="Width of the detail"
        aria-valuenow={chosen ?? measured}
        aria-valuemin={LEAST_PX}
        aria-valuemax={MOST_PX}
        tabIndex={0}
        className="absolute inset-y-0 -left-1 z-10 w-2 cursor-col-resize touch-none hover:bg-accent/40 active:bg-accent/40"
        onFocus={(event) => setMeasured(event.currentTarget.parentElement?.offsetWidth ?? LEAST_PX)}
        onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
        onPointerMove={onPointerMove}
        onPointerUp={() => {
          if (dragged !== undefined) setPreferences({ detailWidth: dragged });
          setDragged(undefined);
        }}
        onKeyDown={onKeyDown}
      />
      {children}
    </aside>
  );
}

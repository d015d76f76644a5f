// Short labels on hover and keyboard focus. One layer serves the whole page: an element asks for a tooltip with
// `data-tip`, and with `data-tip-keys` for its shortcut. What it says must also be in the element's name, since the
// tooltip itself is hidden from screen readers.
import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import { Kbd } from './kbd.tsx';

const DELAY_MS = 400;
/** After one tooltip has been shown, the next comes at once for this long. */
const WARM_MS = 300;
const GAP_PX = 6;

interface Tip {
  readonly text: string;
  readonly keys: string | undefined;
  readonly anchor: DOMRect;
  readonly beside: boolean;
}

/** Mounted once, inside the shell. */
export function TooltipLayer() {
  const [tip, setTip] = useState<Tip>();
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let hiddenAt = Number.NEGATIVE_INFINITY;
    const hide = () => {
      clearTimeout(timer);
      setTip((before) => {
        if (before) hiddenAt = performance.now();
        return undefined;
      });
    };
    const show = (element: HTMLElement) => {
      const { tip: text, tipKeys: keys, tipSide } = element.dataset;
      if (!text || !element.isConnected) return;
      setTip({ text, keys, anchor: element.getBoundingClientRect(), beside: tipSide === 'right' });
    };
    const onPointerOver = (event: PointerEvent) => {
      const element = tipElement(event.target);
      if (event.pointerType !== 'mouse' || !element) return hide();
      clearTimeout(timer);
      const warm = performance.now() - hiddenAt < WARM_MS;
      timer = setTimeout(() => show(element), warm ? 0 : DELAY_MS);
    };
    const onFocusIn = (event: FocusEvent) => {
      const element = tipElement(event.target);
      if (element?.matches(':focus-visible') && matchMedia('(hover: hover)').matches) show(element);
      else hide();
    };
    const events = new AbortController();
    const { signal } = events;
    document.addEventListener('pointerover', onPointerOver, { signal });
    document.addEventListener('focusin', onFocusIn, { signal });
    for (const name of ['pointerdown', 'focusout', 'keydown', 'scroll'])
      document.addEventListener(name, hide, { signal, capture: true });
    return () => {
      clearTimeout(timer);
      events.abort();
    };
  }, []);
  return tip && <Bubble {...tip} />;
}

function Bubble({ text, keys, anchor, beside }: Tip) {
  const bubble = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const element = bubble.current;
    if (!element) return;
    const { width, height } = element.getBoundingClientRect();
    const left = beside ? anchor.right + GAP_PX : anchor.left + anchor.width / 2 - width / 2;
    const below = beside ? anchor.top + anchor.height / 2 - height / 2 : anchor.bottom + GAP_PX;
    const top = below + height > window.innerHeight ? anchor.top - height - GAP_PX : below;
    element.style.left = `${Math.max(GAP_PX, Math.min(left, window.innerWidth - width - GAP_PX))}px`;
    element.style.top = `${top}px`;
    element.style.visibility = 'visible';
  }, [anchor, beside]);
  return (
    <div
      ref={bubble}
      aria-hidden
      style={{ visibility: 'hidden' }}
      className="pointer-events-none fixed top-0 left-0 z-[60] flex max-w-80 items-center gap-2 rounded-md bg-raised px-2 py-1 text-xs text-ink shadow-raised"
    >
      {text}
      {keys && <Kbd>{keys}</Kbd>}
    </div>
  );
}

function tipElement(target: EventTarget | null): HTMLElement | undefined {
  const element = target instanceof Element ? target.closest('[data-tip]') : null;
  return element instanceof HTMLElement ? element : undefined;
}

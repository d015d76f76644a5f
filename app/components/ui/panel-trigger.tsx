// A button that opens a panel whose code is fetched when the button is first touched.
import {
  type ComponentProps,
  type ComponentType,
  lazy,
  type ReactNode,
  Suspense,
  useRef,
  useState,
} from 'react';
import type { PanelProps } from './popover.tsx';
import { useHotkeys } from './use-hotkeys.ts';

interface PanelTriggerProps<Extra> extends Omit<ComponentProps<'button'>, 'children' | 'onClick'> {
  readonly panel: LazyPanel<Extra>;
  /** What the panel takes besides its button. */
  readonly panelProps: Extra;
  /** A key that opens the panel. */
  readonly hotkey?: string;
  readonly children: ReactNode;
}

export interface LazyPanel<Extra> {
  readonly Component: ComponentType<Extra & PanelProps>;
  readonly preload: () => void;
}

/** A panel to be loaded later: `lazyPanel(() => import('./x.tsx').then((module) => module.XPanel))`. */
export function lazyPanel<Extra>(load: () => Promise<ComponentType<Extra & PanelProps>>): LazyPanel<Extra> {
  return {
    // lazy() keeps the props only as far as TypeScript can see through it.
    Component: lazy(() => load().then((component) => ({ default: component }))) as unknown as ComponentType<
      Extra & PanelProps
    >,
    preload: () => void load(),
  };
}

export function PanelTrigger<Extra>(props: PanelTriggerProps<Extra>) {
  const { panel, panelProps, hotkey, children, ...button } = props;
  const [open, setOpen] = useState(false);
  const trigger = useRef<HTMLButtonElement>(null);
  useHotkeys(hotkey ? { [hotkey]: () => setOpen(true) } : {});
  return (
    <>
      <button
        ref={trigger}
        type="button"
        aria-haspopup="dialog"
        aria-expanded={open}
        onPointerEnter={panel.preload}
        onFocus={panel.preload}
        onClick={() => setOpen(!open)}
        {...button}
      >
        {children}
      </button>
      {open && (
        <Suspense>
          <panel.Component {...panelProps} trigger={trigger} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}

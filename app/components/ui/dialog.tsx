// Windows above the page: a centred dialog, and a sheet that covers a phone or stands at the left or the right.
import { X } from 'lucide-react';
import { Dialog as Radix } from 'radix-ui';
import { type ReactNode, useLayoutEffect, useRef } from 'react';
import { cn } from './cn.ts';

const PLACES = {
  centre:
    'top-[12vh] left-1/2 w-[min(560px,calc(100vw-24px))] max-h-[76vh] -translate-x-1/2 rounded-xl shadow-raised',
  wide: 'top-[8vh] left-1/2 w-[min(920px,calc(100vw-24px))] max-h-[84vh] -translate-x-1/2 rounded-xl shadow-raised',
  left: 'inset-y-0 left-0 w-72 shadow-raised',
  right: 'inset-y-0 right-0 w-[min(560px,100vw)] shadow-raised',
  full: 'inset-0',
} as const;

interface DialogProps {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly title: string;
  /** Hides the title line; it is still read aloud. */
  readonly bare?: boolean;
  readonly place?: keyof typeof PLACES;
  readonly className?: string;
  readonly children: ReactNode;
}

/** A modal window; focus stays inside until it closes, then returns. */
export function Dialog(props: DialogProps) {
  const { open, onOpenChange, title, bare, place = 'centre', className, children } = props;
  const before = useRef<Element>(null);
  // The content comes a moment later, with a field that may take the focus at once.
  useLayoutEffect(() => {
    if (open) before.current = document.activeElement;
  }, [open]);
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 bg-black/40" />
        <Radix.Content
          aria-describedby={undefined}
          // Radix returns the focus to a trigger of its own, which windows that a page opens do not have.
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            if (before.current instanceof HTMLElement) before.current.focus();
          }}
          className={cn(
            'fixed z-50 flex flex-col overflow-hidden bg-raised text-ink outline-none',
            PLACES[place],
            className,
          )}
        >
          <div
            className={
              bare ? 'sr-only' : 'flex items-center justify-between border-b border-line px-4 py-2.5'
            }
          >
            <Radix.Title className="text-base font-semibold">{title}</Radix.Title>
            {!bare && (
              <Radix.Close
                aria-label="Close"
                className="-mr-1 flex size-7 items-center justify-center rounded-md text-ink-2 hover:bg-hover pointer-coarse:size-9"
              >
                <X className="size-4" aria-hidden />
              </Radix.Close>
            )}
          </div>
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

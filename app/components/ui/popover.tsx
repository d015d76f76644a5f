// A panel at a button. The button belongs to the page; the panel and the library behind it are loaded when it is first
// opened, so the first page stays small. Closes on Esc, on a click elsewhere, and when the focus leaves.
import { Popover as Radix } from 'radix-ui';
import type { KeyboardEvent, ReactNode, RefObject } from 'react';
import { cn } from './cn.ts';

/** What every lazily loaded panel takes. */
export interface PanelProps {
  /** The button that the panel belongs to. */
  readonly trigger: RefObject<HTMLElement | null>;
  readonly onClose: () => void;
}

interface PopoverProps extends PanelProps {
  readonly label: string;
  readonly align?: 'start' | 'end';
  readonly side?: 'top' | 'bottom';
  readonly className?: string;
  readonly children: ReactNode;
}

export function Popover({
  trigger,
  onClose,
  label,
  align,
  side = 'bottom',
  className,
  children,
}: PopoverProps) {
  return (
    <Radix.Root open onOpenChange={(open) => open || onClose()}>
      <Radix.Anchor virtualRef={trigger as RefObject<HTMLElement>} />
      <Radix.Portal>
        <Radix.Content
          aria-label={label}
          {...(align && { align })}
          side={side}
          sideOffset={6}
          collisionPadding={8}
          onKeyDown={moveWithArrows}
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            trigger.current?.focus();
          }}
          onInteractOutside={(event) => {
            // The click on the button that follows closes the panel; closing here too would open it again.
            if (event.target instanceof Node && trigger.current?.contains(event.target))
              event.preventDefault();
          }}
          className={cn('z-50 rounded-lg bg-raised text-ink shadow-raised outline-none', className)}
        >
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

/** Up and down move between the buttons inside, except in a text field. */
function moveWithArrows(event: KeyboardEvent<HTMLElement>): void {
  const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
  if (step === 0 || event.target instanceof HTMLInputElement) return;
  const buttons = [...event.currentTarget.querySelectorAll('button')];
  const index = buttons.indexOf(document.activeElement as HTMLButtonElement);
  buttons[(index + step + buttons.length) % buttons.length]?.focus();
  event.preventDefault();
}

// A panel at a button with a field that narrows the list below it. Enter takes the first line, an arrow goes down to it.
import { type KeyboardEvent, type ReactNode, useRef } from 'react';
import { cn } from './cn.ts';
import { SMALL_INPUT } from './field.tsx';
import { type PanelProps, Popover } from './popover.tsx';

interface FilterPopoverProps extends PanelProps {
  readonly label: string;
  /** What one finds here: the name of the field and, with an ellipsis, its placeholder. */
  readonly find: string;
  readonly text: string;
  readonly onText: (text: string) => void;
  /** Enter in the field. */
  readonly onEnter?: (() => void) | undefined;
  readonly align?: 'start' | 'end';
  /** A width. */
  readonly className: string;
  /** The list. */
  readonly children: ReactNode;
  /** What stays below it. */
  readonly footer?: ReactNode;
}

export function FilterPopover(props: FilterPopoverProps) {
  const { trigger, onClose, label, find, text, onText, onEnter, align, className, children, footer } = props;
  const list = useRef<HTMLDivElement>(null);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter') onEnter?.();
    else if (event.key === 'ArrowDown')
      list.current?.querySelector<HTMLElement>('button:not(:disabled)')?.focus();
    else return;
    event.preventDefault();
  };
  return (
    <Popover
      trigger={trigger}
      onClose={onClose}
      label={label}
      {...(align && { align })}
      className={cn('flex max-h-[min(520px,70vh)] max-w-[calc(100vw-16px)] flex-col', className)}
    >
      <div className="border-b border-line p-2">
        <input
          type="search"
          aria-label={find}
          placeholder={`${find}…`}
          value={text}
          onChange={(event) => onText(event.target.value)}
          onKeyDown={onKeyDown}
          className={SMALL_INPUT}
        />
      </div>
      <div ref={list} className="min-h-0 flex-1 overflow-y-auto p-1 slim-scroll">
        {children}
      </div>
      {footer}
    </Popover>
  );
}

/** A line of the list that says something, as that there is nothing. */
export function PanelNote({ children }: { readonly children: ReactNode }) {
  return <p className="px-2 py-1.5 text-xs text-ink-3">{children}</p>;
}

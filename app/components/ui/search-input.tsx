// A small field that narrows what is shown around it. Escape leaves it, so that the page's keys work again.
import type { ComponentProps } from 'react';
import { cn } from './cn.ts';
import { SMALL_INPUT } from './field.tsx';

interface SearchInputProps extends Omit<ComponentProps<'input'>, 'type' | 'onChange' | 'onKeyDown'> {
  /** The accessible name. */
  readonly 'aria-label': string;
  readonly value: string;
  readonly onText: (text: string) => void;
}

export function SearchInput({ onText, className, ...props }: SearchInputProps) {
  return (
    <input
      type="search"
      onChange={(event) => onText(event.target.value)}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        // The browser would empty the field.
        event.preventDefault();
        event.currentTarget.blur();
      }}
      className={cn(SMALL_INPUT, className)}
      {...props}
    />
  );
}

// A labelled input with its hint or its error below.
import { type ComponentProps, type ReactNode, useId } from 'react';
import { cn } from './cn.ts';

const LOOK =
  'w-full rounded-md border border-line-strong bg-canvas text-ink outline-none ' +
  'focus-visible:border-accent focus-visible:ring-2 focus-visible:ring-accent/30 aria-invalid:border-danger ' +
  'pointer-coarse:h-10 pointer-coarse:text-[16px] ';

/** An input of a form, */
export const INPUT = `${LOOK} h-8 px-2.5`;
/** and one inside a dense panel. */
export const SMALL_INPUT = `${LOOK} h-7 px-2 text-xs`;

interface FieldProps extends ComponentProps<'input'> {
  readonly label: string;
  readonly hint?: string | undefined;
  readonly error?: string | undefined;
  /** Over the right end of the input, which needs room for it. */
  readonly end?: ReactNode;
  /** Between the input and the message. */
  readonly below?: ReactNode;
}

/** A text field. The message below is tied to the input for screen readers. */
export function Field({ label, hint, error, end, below, className, ...props }: FieldProps) {
  const id = useId();
  const message = error ?? hint;
  const input = (
    <input
      id={id}
      aria-invalid={error ? true : undefined}
      aria-describedby={message ? `${id}-message` : undefined}
      className={cn(INPUT, className)}
      {...props}
    />
  );
  return (
    <div className="flex flex-col gap-1">
      <label htmlFor={id} className="font-medium">
        {label}
      </label>
      {end ? (
        <div className="relative">
          {input}
          {end}
        </div>
      ) : (
        input
      )}
      {below}
      {message && (
        <p id={`${id}-message`} className={cn('text-xs', error ? 'text-danger' : 'text-ink-3')}>
          {message}
        </p>
      )}
    </div>
  );
}

// A check box with its label and, below it, an explanation or what is wrong with it. The whole line can be pressed.
import { useId } from 'react';
import { cn } from '#app/components/ui/cn.ts';

interface CheckLineProps {
  readonly label: string;
  readonly text?: string;
  readonly checked: boolean;
  /** In the explanation's place. */
  readonly error?: string | undefined;
  readonly onChange: (checked: boolean) => void;
}

export function CheckLine({ label, text, checked, error, onChange }: CheckLineProps) {
  const id = useId();
  const below = error ?? text;
  return (
    <label className="-mx-2 flex cursor-pointer items-start gap-2 rounded-md px-2 py-1 hover:bg-hover pointer-coarse:py-2">
      <input
        type="checkbox"
        checked={checked}
        onChange={(event) => onChange(event.target.checked)}
        aria-label={label}
        aria-describedby={below && id}
        aria-invalid={error !== undefined}
        className="mt-0.75 size-3.5 shrink-0 accent-accent pointer-coarse:size-5"
      />
      <span className="min-w-0">
        <span className="font-medium">{label}</span>
        {below && (
          <span id={id} className={cn('block text-xs', error ? 'text-danger' : 'text-ink-3')}>
            {below}
          </span>
        )}
      </span>
    </label>
  );
}

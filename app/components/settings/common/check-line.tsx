// A check box with its label and, beside or below it, an explanation. The whole line can be pressed.
import { useId } from 'react';

interface CheckLineProps {
  readonly label: string;
  readonly text?: string;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
}

export function CheckLine({ label, text, checked, onChange }: CheckLineProps) {
  const id = useId();
  return (
    <label className="flex cursor-pointer items-start gap-2 rounded-md px-2 py-1 hover:bg-hover pointer-coarse:py-2">
      <input
        type="checkbox"
        checked={checked}
        onChange={(event) => onChange(event.target.checked)}
        aria-label={label}
        aria-describedby={text && id}
        className="mt-0.75 size-3.5 shrink-0 accent-accent pointer-coarse:size-5"
      />
      <span className="min-w-0">
        <span className="font-medium">{label}</span>
        {text && (
          <span id={id} className="block text-xs text-ink-3">
            {text}
          </span>
        )}
      </span>
    </label>
  );
}

// Lines of a panel: commands, and groups of choices of which one holds.
import { Check } from 'lucide-react';
import { type ComponentProps, type ReactNode, useId } from 'react';
import { cn } from './cn.ts';

/** A line that does something. */
export function PanelButton({ className, type = 'button', ...props }: ComponentProps<'button'>) {
  return (
    <button
      type={type}
      className={cn(
        'flex min-h-7 w-full items-center gap-2 rounded-md px-2 text-left hover:bg-hover pointer-coarse:min-h-9',
        className,
      )}
      {...props}
    />
  );
}

interface ChoicesProps<Value extends string | number> {
  readonly label: string;
  readonly value: Value;
  readonly options: readonly { readonly value: Value; readonly label: ReactNode }[];
  readonly onChange: (value: Value) => void;
}

/** One of several; the chosen one has a check mark. */
export function Choices<Value extends string | number>({
  label,
  value,
  options,
  onChange,
}: ChoicesProps<Value>) {
  const id = useId();
  return (
    <fieldset aria-labelledby={id}>
      <div id={id} className="px-2 pt-1.5 pb-1 text-2xs text-ink-3">
        {label}
      </div>
      {options.map((option) => (
        <PanelButton
          key={option.value}
          aria-pressed={option.value === value}
          onClick={() => onChange(option.value)}
        >
          {option.label}
          {option.value === value && <Check className="ml-auto size-3.5 text-accent-ink" aria-hidden />}
        </PanelButton>
      ))}
    </fieldset>
  );
}

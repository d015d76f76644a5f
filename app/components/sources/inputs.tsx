// The inputs of the settings forms: labelled, with the hint, the type that was found, or the problem below.
import { type ComponentProps, type ReactNode, useId } from 'react';
import { cn } from '#app/components/ui/cn.ts';
import { INPUT } from '#app/components/ui/field.tsx';
import type { FieldProblem } from '#app/lib/sources/schema.ts';
import { ProblemText } from './problem-text.tsx';

interface LabelledProps {
  readonly label: string;
  readonly hint?: ReactNode;
  readonly problem?: FieldProblem | undefined;
  /** Beside the label, e.g. a type. */
  readonly aside?: string | undefined;
}

interface TextInputProps extends LabelledProps, Omit<ComponentProps<'input'>, 'onChange' | 'value'> {
  readonly value: string;
  readonly onChange: (value: string) => void;
}

/** One line of text. */
export function TextInput({
  label,
  hint,
  problem,
  aside,
  value,
  onChange,
  className,
  ...props
}: TextInputProps) {
  const id = useId();
  return (
    <Labelled id={id} label={label} hint={hint} problem={problem} aside={aside} text={value}>
      <input
        id={id}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        aria-invalid={problem ? true : undefined}
        aria-describedby={problem || hint ? `${id}-message` : undefined}
        className={cn(INPUT, 'disabled:opacity-70', className)}
        {...props}
      />
    </Labelled>
  );
}

interface SelectProps extends LabelledProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly options: readonly { readonly value: string; readonly label: string }[];
}

/** One of a few. */
export function Select({ label, hint, problem, aside, value, onChange, options }: SelectProps) {
  const id = useId();
  return (
    <Labelled id={id} label={label} hint={hint} problem={problem} aside={aside} text={value}>
      <select
        id={id}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        aria-invalid={problem ? true : undefined}
        aria-describedby={problem || hint ? `${id}-message` : undefined}
        className={cn(INPUT, 'disabled:opacity-70')}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
    </Labelled>
  );
}

interface FrameProps extends LabelledProps {
  readonly id: string;
  readonly text: string;
  readonly children: ReactNode;
}

function Labelled({ id, label, hint, problem, aside, text, children }: FrameProps) {
  return (
    <div className="flex min-w-0 flex-col gap-1">
      <div className="flex items-baseline justify-between gap-2">
        <label htmlFor={id} className="font-medium">
          {label}
        </label>
        {aside && <code className="truncate font-mono text-2xs text-ink-3">{aside}</code>}
      </div>
      {children}
      {problem ? (
        <ProblemText id={`${id}-message`} problem={problem} text={text} />
      ) : (
        hint && (
          <p id={`${id}-message`} className="text-xs text-ink-3">
            {hint}
          </p>
        )
      )}
    </div>
  );
}

/** A group of inputs with a heading. */
export function Group({
  title,
  intro,
  children,
}: {
  readonly title: string;
  readonly intro?: string;
  readonly children: ReactNode;
}) {
  const id = useId();
  return (
    <section aria-labelledby={id} className="flex flex-col gap-3 border-t border-line pt-4">
      <div>
        <h3 id={id} className="text-base font-semibold">
          {title}
        </h3>
        {intro && <p className="text-ink-3">{intro}</p>}
      </div>
      <div className="grid gap-x-4 gap-y-3 md:grid-cols-2">{children}</div>
    </section>
  );
}

// The least and the greatest duration, as one types them: `250ms`, `1.5s`. Enter, or leaving the field, applies.
import { type FormEvent, useState } from 'react';
import { cn } from '#app/components/ui/cn.ts';
import { SMALL_INPUT } from '#app/components/ui/field.tsx';
import { AppError } from '#app/lib/core/errors.ts';
import { durationBound } from './list/trace-search.ts';
import type { ChangeTracesView, TracesView } from './traces-view.ts';

interface DurationFilterProps {
  readonly view: Pick<TracesView, 'min' | 'max' | 'show'>;
  readonly change: ChangeTracesView;
}

export function DurationFilter({ view, change }: DurationFilterProps) {
  const what = view.show === 'traces' ? 'whole trace' : 'span';
  return (
    <fieldset className="flex h-8 items-center gap-1.5 text-xs text-ink-3 pointer-coarse:h-10">
      <legend className="sr-only">Duration of the {what}</legend>
      <Bound
        key={`min-${view.min}`}
        label={`Least duration of the ${what}`}
        placeholder="min 100ms"
        value={view.min}
        onApply={(min) => change({ min })}
      />
      <span aria-hidden>–</span>
      <Bound
        key={`max-${view.max}`}
        label={`Greatest duration of the ${what}`}
        placeholder="max 5s"
        value={view.max}
        onApply={(max) => change({ max })}
      />
    </fieldset>
  );
}

interface BoundProps {
  readonly label: string;
  readonly placeholder: string;
  readonly value: string;
  readonly onApply: (text: string) => void;
}

function Bound({ label, placeholder, value, onApply }: BoundProps) {
  const [text, setText] = useState(value);
  const bound = durationBound(text);
  const problem = bound instanceof AppError ? bound.message : undefined;
  const apply = (event?: FormEvent) => {
    event?.preventDefault();
    if (problem === undefined && text.trim() !== value) onApply(text.trim());
  };
  return (
    <form onSubmit={apply}>
      <input
        aria-label={label}
        placeholder={placeholder}
        data-tip={problem ?? label}
        aria-invalid={problem !== undefined}
        maxLength={32}
        spellCheck={false}
        autoComplete="off"
        value={text}
        onChange={(event) => setText(event.target.value)}
        onBlur={() => apply()}
        className={cn(SMALL_INPUT, 'w-24 font-mono')}
      />
    </form>
  );
}

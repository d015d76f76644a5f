// The line above a view of a trace: what is looked for, and what it is summed up by.
import type { ReactNode } from 'react';
import { cn } from '#app/components/ui/cn.ts';
import { SearchInput } from '#app/components/ui/search-input.tsx';
import { useTrace } from '../trace-context.ts';
import type { Grouping } from '../trace-view.ts';

interface ViewBarProps {
  /** What the text narrows or marks; without it there is no field. */
  readonly find?: string;
  readonly hasGrouping?: boolean;
  /** At the left, as wide as there is room: a field of the view's own. */
  readonly left?: ReactNode;
  /** At the right. */
  readonly children?: ReactNode;
}

export function ViewBar({ find, hasGrouping = false, left, children }: ViewBarProps) {
  const { view, change } = useTrace();
  return (
    <div className="flex min-h-10 shrink-0 flex-wrap items-center gap-x-3 gap-y-1 border-b border-line px-3 py-1">
      {find !== undefined && (
        <div className="w-60 max-w-full">
          <SearchInput
            aria-label={find}
            placeholder={find}
            value={view.find}
            onText={(text) => change({ find: text.slice(0, 1_000) }, { replace: true })}
          />
        </div>
      )}
      {left}
      {hasGrouping && (
        <Segments
          label="Summed up by"
          value={view.by}
          options={[
            ['operation', 'Operations'],
            ['service', 'Services'],
          ]}
          onChange={(by: Grouping) => change({ by }, { replace: true })}
        />
      )}
      <div className="ml-auto flex min-w-0 flex-wrap items-center justify-end gap-x-3 gap-y-1 text-xs text-ink-3">
        {children}
      </div>
    </div>
  );
}

interface SegmentsProps<Value extends string> {
  readonly label: string;
  readonly value: Value;
  readonly options: readonly (readonly [value: Value, label: string])[];
  readonly onChange: (value: Value) => void;
}

/** One of a few, side by side. */
export function Segments<Value extends string>({ label, value, options, onChange }: SegmentsProps<Value>) {
  return (
    <fieldset aria-label={label} className="flex rounded-md border border-line p-px text-xs">
      {options.map(([option, text]) => (
        <button
          key={option}
          type="button"
          aria-pressed={option === value}
          onClick={() => onChange(option)}
          className={cn(
            'h-6 rounded px-2 whitespace-nowrap text-ink-2 hover:text-ink pointer-coarse:h-8',
            option === value && 'bg-selected font-medium text-ink',
          )}
        >
          {text}
        </button>
      ))}
    </fieldset>
  );
}

/** In place of a view that is being worked out. */
export function Working({ children }: { readonly children: ReactNode }) {
  return (
    <p role="status" className="flex flex-1 items-center justify-center p-6 text-ink-3">
      {children}
    </p>
  );
}

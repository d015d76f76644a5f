// A range for a facet whose values are numbers.
import { type FormEvent, useState } from 'react';
import { cn } from '#app/components/ui/cn.ts';
import { SMALL_INPUT } from '#app/components/ui/field.tsx';
import { rangeFilter } from '#app/lib/search/edit.ts';

interface FacetRangeProps {
  readonly field: string;
  readonly query: string;
  /** The least and the greatest value of the matching records. */
  readonly ends: { readonly min: number; readonly max: number };
  readonly onQuery: (text: string) => void;
}

/** Empty ends are open. Enter applies. */
export function FacetRange({ field, query, ends, onQuery }: FacetRangeProps) {
  const [from, setFrom] = useState('');
  const [to, setTo] = useState('');
  const isWrong = [from, to].some((text) => text.trim() !== '' && !Number.isFinite(Number(text)));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isWrong || (from.trim() === '' && to.trim() === '')) return;
    onQuery(rangeFilter(query, field, from.trim() || undefined, to.trim() || undefined));
  };
  const input = (label: string, value: string, end: number, set: (text: string) => void) => (
    <input
      aria-label={`${label} of ${field}`}
      inputMode="decimal"
      placeholder={String(end)}
      value={value}
      aria-invalid={isWrong || undefined}
      onChange={(event) => set(event.target.value)}
      className={cn(SMALL_INPUT, 'min-w-0 flex-1 text-right font-mono')}
    />
  );
  return (
    <form onSubmit={submit} className="flex items-center gap-1.5 px-3 py-1 pl-6 text-2xs text-ink-3">
      {input('Least value', from, ends.min, setFrom)}
      <span>to</span>
      {input('Greatest value', to, ends.max, setTo)}
      <button type="submit" className="h-7 rounded-md border border-line px-2 text-ink-2 hover:bg-hover">
        Apply
      </button>
    </form>
  );
}

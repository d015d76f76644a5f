// One value of a facet: keep records with it, only with it, or leave them out.
import { Check, Minus } from 'lucide-react';
import type { KeyboardEvent } from 'react';
import { formatCompact, formatCount } from '#app/components/time/format.ts';
import { cn } from '#app/components/ui/cn.ts';
import type { FacetEdit, FacetFilter } from './facet-edits.ts';

interface FacetValueProps {
  readonly value: string;
  /** Undefined when no record has it. */
  readonly count: number | undefined;
  /** Of the most frequent value, 0 to 1. */
  readonly share: number;
  /** Of the dot before the value, where values have colours. */
  readonly color?: string | undefined;
  /** What is chosen in this facet; undefined when the search cannot be changed. */
  readonly filter: FacetFilter | undefined;
  readonly onEdit: (edit: FacetEdit) => void;
}

export function FacetValue({ value, count, share, color, filter, onEdit }: FacetValueProps) {
  const included = filter?.included.includes(value) ?? false;
  const excluded = filter?.excluded.includes(value) ?? false;
  const toggle = () => onEdit(included || excluded ? 'clear' : 'include');
  const exclude = () => onEdit(excluded ? 'clear' : 'exclude');
  const only = () => onEdit('only');
  const onKeyDown = (event: KeyboardEvent) => {
    const action = event.key === 'o' ? only : event.key === '-' ? exclude : undefined;
    if (!action) return;
    event.preventDefault();
    event.stopPropagation();
    action();
  };
  const name = value === '' ? 'empty' : value;
  return (
    <li className="group relative flex h-6 items-center pr-3 pl-6 text-xs hover:bg-hover pointer-coarse:h-9">
      <span
        aria-hidden
        className="absolute inset-y-0.5 left-5 rounded-sm bg-accent-soft"
        style={{ width: `calc((100% - 32px) * ${share})` }}
      />
      {/* biome-ignore lint/a11y/useSemanticElements: three states and its own look; an input has two */}
      <button
        type="button"
        role="checkbox"
        aria-checked={included ? true : excluded ? 'mixed' : false}
        aria-label={`${name}${excluded ? ', excluded' : ''}, ${count === undefined ? 'no records' : formatCount(count)}`}
        aria-keyshortcuts="o -"
        disabled={!filter}
        onClick={toggle}
        onKeyDown={onKeyDown}
        className="relative flex h-full min-w-0 flex-1 items-center gap-1.5 text-left"
      >
        <span
          aria-hidden
          className={cn(
            'flex size-3.5 shrink-0 items-center justify-center rounded-sm border',
            included && 'border-accent bg-accent text-on-accent',
            excluded && 'border-danger text-danger',
            !included && !excluded && 'border-line-strong bg-canvas',
          )}
        >
          {included && <Check className="size-3" />}
          {excluded && <Minus className="size-3" />}
        </span>
        {color && <span aria-hidden className="size-2 shrink-0 rounded-sm" style={{ background: color }} />}
        <span
          className={cn('truncate', value === '' && 'text-ink-3', excluded && 'line-through opacity-70')}
          title={value}
        >
          {name}
        </span>
      </button>
      {filter && (
        <span className="relative hidden items-center gap-1 pl-1 group-hover:flex pointer-coarse:flex">
          <button
            type="button"
            tabIndex={-1}
            aria-label={`Only ${name}`}
            data-tip="Only this value"
            data-tip-keys="o"
            onClick={only}
            className="rounded px-1 text-2xs text-accent-ink hover:bg-selected"
          >
            only
          </button>
          <button
            type="button"
            tabIndex={-1}
            aria-label={`Exclude ${name}`}
            data-tip="Leave it out"
            data-tip-keys="-"
            onClick={exclude}
            className="rounded px-1 text-ink-2 hover:bg-selected"
          >
            <Minus className="size-3" aria-hidden />
          </button>
        </span>
      )}
      <span
        className="relative shrink-0 pl-2 font-mono text-2xs text-ink-2"
        title={count === undefined ? undefined : formatCount(count)}
      >
        {count === undefined ? '–' : formatCompact(count)}
      </span>
    </li>
  );
}

// Figures of services as cells and labels: rates, shares of errors, durations, Apdex.
import { percentText } from '#app/components/charts/rate.ts';
import { cn } from '#app/components/ui/cn.ts';

/** From here on a share of errors is drawn as a problem. */
const BAD_SHARE = 0.05;
const SOME_SHARE = 0.01;

/** How bad a share of errors (0 to 1) is. */
export function errorLevel(share: number): 'none' | 'some' | 'bad' {
  if (share >= BAD_SHARE) return 'bad';
  return share >= SOME_SHARE ? 'some' : 'none';
}

const LEVEL_COLORS = { none: '', some: 'text-caution', bad: 'text-danger font-medium' } as const;

/** A share of errors; zero is quiet. */
export function ErrorShare({ share }: { readonly share: number }) {
  return (
    <span className={cn(share === 0 ? 'text-ink-3' : LEVEL_COLORS[errorLevel(share)])}>
      {percentText(share)}
    </span>
  );
}

/** The names that Apdex gives to its values. */
const APDEX_NAMES = [
  { least: 0.94, name: 'excellent', color: 'text-ok' },
  { least: 0.85, name: 'good', color: '' },
  { least: 0.7, name: 'fair', color: 'text-caution' },
  { least: 0.5, name: 'poor', color: 'text-danger' },
  { least: 0, name: 'unacceptable', color: 'text-danger font-medium' },
] as const;

/** 0 to 1 with its name; null: there were no requests. */
export function Apdex({ value, named = false }: { readonly value: number | null; readonly named?: boolean }) {
  if (value === null) return <span className="text-ink-3">–</span>;
  const rank = APDEX_NAMES.find(({ least }) => value >= least) ?? APDEX_NAMES[4];
  return (
    <span className={rank.color} data-tip={rank.name}>
      {value.toFixed(2)}
      <span className={named ? 'ml-1 text-2xs font-normal text-ink-3' : 'sr-only'}> {rank.name}</span>
    </span>
  );
}

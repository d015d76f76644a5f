// Which part of a very long text is shown. Pure.
import { formatCount } from '#app/components/time/format.ts';

/** Characters shown at first, and after each time that more is asked for. */
const STEPS = [2_000, 20_000, 200_000] as const;

/** The part of a text that is shown after `step` times of asking for more, and what to offer next; undefined at the end. */
export function clipped(text: string, step: number): { readonly shown: string; readonly more?: string } {
  const last = STEPS.length - 1;
  const most = STEPS[Math.min(step, last)] ?? 0;
  // A little more is not worth a click.
  if (text.length <= most * 1.1) return { shown: text };
  const shown = `${text.slice(0, most)}…`;
  if (step >= last) return { shown };
  return { shown, more: `Show more of ${formatCount(text.length)} characters` };
}

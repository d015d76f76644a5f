// How a figure has changed since the period before, and whether that is good. Pure.

/** What more of a figure means. */
export type More = 'bad' | 'good' | 'neither';

export interface Change {
  readonly direction: 'up' | 'down' | 'same';
  /** `12 %`, `0.4 pp`, `× 3.2`. */
  readonly text: string;
  readonly verdict: 'better' | 'worse' | 'neither';
}

/** What changes by chance, relative to before. */
const NOISE = 0.005;
/** Below this a change has no colour: it says little. */
const NOTABLE = 0.1;
/** From here on it is said as a multiple. */
const MULTIPLE = 10;

/** Of rates and durations, relative to before. Undefined where there is nothing to compare with. */
export function changeOf(now: number, before: number, more: More): Change | undefined {
  if (before <= 0) return undefined;
  const share = now / before - 1;
  if (Math.abs(share) < NOISE) return { direction: 'same', text: '0 %', verdict: 'neither' };
  const text = share >= MULTIPLE ? `× ${threeDigits(share + 1)}` : `${threeDigits(Math.abs(share) * 100)} %`;
  return { direction: share > 0 ? 'up' : 'down', text, verdict: verdictOf(share, NOTABLE, more) };
}

/** Of shares (0 to 1), in percentage points: of 0.1 % and 0.2 % nobody wants to read that it doubled. */
export function pointsOf(now: number, before: number): Change {
  const points = (now - before) * 100;
  const text = `${Math.abs(points) < 1 ? Math.abs(points).toFixed(2) : threeDigits(Math.abs(points))} pp`;
  if (Math.abs(points) < 0.005) return { direction: 'same', text: '0 pp', verdict: 'neither' };
  return { direction: points > 0 ? 'up' : 'down', text, verdict: verdictOf(points, 0.1, 'bad') };
}

function verdictOf(change: number, notable: number, more: More): Change['verdict'] {
  if (more === 'neither' || Math.abs(change) < notable) return 'neither';
  return change > 0 === (more === 'good') ? 'better' : 'worse';
}

function threeDigits(value: number): string {
  return value >= 10 ? Math.round(value).toLocaleString('en-US') : value.toFixed(1).replace(/\.0$/, '');
}

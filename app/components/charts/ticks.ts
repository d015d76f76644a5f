// Where axes have their ticks, and how long an interval is in words. Pure.

const TICK_STEPS = [
  1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 10_800, 21_600, 43_200, 86_400, 172_800,
  604_800, 1_209_600, 2_592_000,
].map((seconds) => seconds * 1_000);

/** Round points in time (epoch milliseconds) for about `most` ticks, on a clock that is `offsetMs` ahead of UTC. */
export function timeTicks(
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
  most: number,
  offsetMs: number,
): { readonly stepMs: number; readonly ticks: number[] } {
  const span = toMs - fromMs;
  const stepMs = TICK_STEPS.find((step) => span / step <= most) ?? span / most;
  const first = Math.ceil((fromMs + offsetMs) / stepMs) * stepMs - offsetMs;
  const ticks: number[] = [];
  for (let tick = first; tick < toMs; tick += stepMs) ticks.push(tick);
  return { stepMs, ticks };
}

/** Zero and round values (1, 2, 5 times a power of ten units) up to `most`, at least `parts` steps apart where it is not 0. */
export function valueTicks(most: number, parts: number, unit = 1): number[] {
  if (!(most > 0)) return [0];
  const widest = most / unit / parts;
  const magnitude = 10 ** Math.floor(Math.log10(widest) + 1e-9);
  const step = ([5, 2, 1].find((times) => times * magnitude <= widest * (1 + 1e-9)) ?? 1) * magnitude * unit;
  const count = Math.floor(most / step + 1e-9);
  return Array.from({ length: count + 1 }, (_, at) => at * step);
}

const UNITS = [
  { ms: 86_400_000, name: 'd' },
  { ms: 3_600_000, name: 'h' },
  { ms: 60_000, name: 'min' },
  { ms: 1_000, name: 's' },
] as const;

/** An interval's length as people say it: `10 s`, `5 min`, `250 ms`. */
export function intervalName(ms: number): string {
  const unit = UNITS.find((candidate) => ms >= candidate.ms && ms % candidate.ms === 0);
  return unit ? `${ms / unit.ms} ${unit.name}` : `${ms} ms`;
}

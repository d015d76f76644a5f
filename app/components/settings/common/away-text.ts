// How far away a point in time is, in one unit. Pure.

const UNITS = [
  { ms: 86_400_000, name: 'day' },
  { ms: 3_600_000, name: 'hour' },
  { ms: 60_000, name: 'minute' },
] as const;

/** `in 3 days`, `2 hours ago`, `now` for less than a minute. What is to come is rounded up: a week is not `in 6 days`. */
export function awayText(ms: number): string {
  const distance = Math.abs(ms);
  const unit = UNITS.find((candidate) => distance >= candidate.ms);
  if (unit === undefined) return ms > 30_000 ? 'in a minute' : 'now';
  const count = ms > 0 ? Math.ceil(distance / unit.ms - 0.01) : Math.floor(distance / unit.ms);
  const amount = `${count} ${unit.name}${count === 1 ? '' : 's'}`;
  return ms > 0 ? `in ${amount}` : `${amount} ago`;
}

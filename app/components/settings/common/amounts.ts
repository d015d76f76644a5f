// Sizes and shares as people read them. Pure.

const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'] as const;

/** `0 B`, `512 B`, `1.4 KiB`, `23 MiB`: two digits that count, and the unit. */
export function formatBytes(bytes: number): string {
  let value = Math.abs(bytes);
  let unit = 0;
  while (value >= 1_023.5 && unit < UNITS.length - 1) {
    value /= 1_024;
    unit += 1;
  }
  const digits = unit === 0 || value >= 10 ? 0 : 1;
  return `${bytes < 0 ? '−' : ''}${value.toFixed(digits)} ${UNITS[unit]}`;
}

/** `+12 %`, `−3 %`, `±0 %`; undefined where there was nothing before. */
export function formatChange(last: number, before: number): string | undefined {
  if (before === 0) return undefined;
  const percent = Math.round(((last - before) / before) * 100);
  if (percent === 0) return '±0 %';
  return percent > 0 ? `+${percent} %` : `−${-percent} %`;
}

/** `1 day`, `30 days`. */
export function formatDays(days: number): string {
  return `${days.toLocaleString('en-US')} day${days === 1 ? '' : 's'}`;
}

/** `5 s`, `12 min`, `3 h 20 min`, `4 d 2 h`: how long something has been. */
export function formatSpan(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return `${hours} h ${minutes % 60} min`;
  return `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

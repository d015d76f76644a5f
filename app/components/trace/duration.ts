// Durations as people read them.

const SECOND = 1e9;
const LONG = [
  { unit: 'd', ns: 86_400 * SECOND, next: { unit: 'h', ns: 3_600 * SECOND } },
  { unit: 'h', ns: 3_600 * SECOND, next: { unit: 'm', ns: 60 * SECOND } },
  { unit: 'm', ns: 60 * SECOND, next: { unit: 's', ns: SECOND } },
] as const;
const SHORT = [
  { unit: 's', ns: SECOND },
  { unit: 'ms', ns: 1e6 },
  { unit: 'µs', ns: 1e3 },
] as const;
const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

/** Nanoseconds as text of three significant digits: `350 µs`, `1.24 ms`, `59.9 s`; from a minute on `2 m 3 s`, `3 d 4 h`. */
export function formatDuration(ns: number): string {
  if (ns < 0) return `−${formatDuration(-ns)}`;
  for (const { unit, ns: size, next } of LONG) {
    if (Math.round(ns / next.ns) * next.ns < size) continue;
    const rounded = Math.round(ns / next.ns);
    const ratio = size / next.ns;
    const rest = rounded % ratio;
    const head = `${whole.format(Math.floor(rounded / ratio))} ${unit}`;
    return rest === 0 ? head : `${head} ${rest} ${next.unit}`;
  }
  for (const { unit, ns: size } of SHORT) {
    // From here on it is rounded up to a whole one.
    if (ns / size >= 0.9995) return `${threeDigits(ns / size)} ${unit}`;
  }
  return `${Math.round(ns)} ns`;
}

/** Without zeros at the end. */
function threeDigits(value: number): string {
  const digits = value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2;
  const text = value.toFixed(digits);
  return digits === 0 ? text : text.replace(/\.?0+$/, '');
}

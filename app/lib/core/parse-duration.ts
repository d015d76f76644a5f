// Durations as settings write them: `30m`, `12h`, `7d`, `2w`.

const UNITS: Readonly<Record<string, number>> = {
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

/** Whole milliseconds; NaN for what is no duration. */
export function parseDuration(text: string): number {
  const [, number = '', unit = ''] = /^(\d{1,6})([mhdw])$/.exec(text) ?? [];
  return Number.parseInt(number, 10) * (UNITS[unit] ?? Number.NaN);
}

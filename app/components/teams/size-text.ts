// Bytes for people.

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];

/** `1.2 GB`: decimal units, two digits at most before a unit is used up. */
export function sizeText(bytes: number): string {
  const power = bytes < 1 ? 0 : Math.min(Math.floor(Math.log10(bytes) / 3), UNITS.length - 1);
  const value = bytes / 1000 ** power;
  return `${value < 10 && power > 0 ? value.toFixed(1) : Math.round(value)} ${UNITS[power]}`;
}

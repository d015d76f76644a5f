// Sizes as settings write them: `512MiB`, `2 GB`, `100B`.

const UNITS: Readonly<Record<string, number>> = {
  B: 1,
  KB: 1000,
  MB: 1000 ** 2,
  GB: 1000 ** 3,
  KIB: 1024,
  MIB: 1024 ** 2,
  GIB: 1024 ** 3,
};

/** Whole bytes; NaN for what is no size. */
export function parseSize(text: string): number {
  const [, number = '', unit = ''] = /^(\d+(?:\.\d+)?) ?([KMG]i?B|B)$/i.exec(text) ?? [];
  return Math.floor(Number.parseFloat(number) * (UNITS[unit.toUpperCase()] ?? Number.NaN));
}

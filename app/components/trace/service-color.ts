// The colour of a service, the same wherever it is drawn: by its name alone, so that no list has to be known.

/** Degrees in OKLCH. Red is left out: it says error. */
const HUES = [55, 75, 95, 120, 142, 162, 182, 202, 222, 242, 260, 278, 298, 318, 338, 355] as const;
/** Two lightnesses of each, at least 3:1 against the canvas: [light theme, dark theme]. */
const TONES = [
  [0.53, 0.82],
  [0.63, 0.69],
] as const;

/** A CSS colour that follows the theme. A canvas needs `computedColor` of it. */
export function serviceColor(name: string): string {
  const value = hash(name);
  const hue = HUES[value % HUES.length] ?? 0;
  const [light, dark] = TONES[(value >>> 16) % TONES.length] ?? TONES[0];
  return `light-dark(oklch(${light} 0.13 ${hue}), oklch(${dark} 0.12 ${hue}))`;
}

/** FNV-1a over UTF-16 units, stirred so that names that differ in the end only differ in all bits. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193);
  value = Math.imul(value ^ (value >>> 15), 0x2c1b3c6d);
  value = Math.imul(value ^ (value >>> 13), 0x297a2d39);
  return (value ^ (value >>> 16)) >>> 0;
}

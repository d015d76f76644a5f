// The colour of a service, the same wherever it is drawn: by its name alone, so that no list has to be known.

/** Degrees in OKLCH, about as far apart as eyes tell apart. Red is left out: it says error. */
const HUES = [58, 88, 128, 162, 196, 230, 262, 290, 318, 342] as const;
/** Lightnesses of each, at least 3:1 against the canvas: [light theme, dark theme]. */
const TONES = [
  [0.55, 0.76],
  [0.64, 0.88],
  [0.43, 0.62],
] as const;
/** Chosen so that names which shops and frameworks commonly give to services fall far apart. */
const SEED = 275_191;

/** A CSS colour that follows the theme. A canvas needs `computedColor` of it. */
export function serviceColor(name: string): string {
  const value = hash(name);
  const hue = HUES[value % HUES.length] ?? 0;
  const [light, dark] = TONES[(value >>> 16) % TONES.length] ?? TONES[0];
  return `light-dark(oklch(${light} 0.13 ${hue}), oklch(${dark} 0.12 ${hue}))`;
}

/** FNV-1a over UTF-16 units, stirred so that names that differ in the end only differ in all bits. */
function hash(text: string): number {
  let value = SEED;
  for (let at = 0; at < text.length; at += 1) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193);
  value = Math.imul(value ^ (value >>> 15), 0x2c1b3c6d);
  value = Math.imul(value ^ (value >>> 13), 0x297a2d39);
  return (value ^ (value >>> 16)) >>> 0;
}

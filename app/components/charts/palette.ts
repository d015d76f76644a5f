// Colours for values that have none of their own: the same value has the same colour on every screen, where it can be.

const COUNT = 10;

/** Of what was summed up because it is not among the largest. */
export const OTHER_COLOR = 'var(--sev-unset)';

/** A CSS colour for each name, in the order given; two names only share one when there are more names than colours. */
export function seriesColors(names: readonly string[]): ReadonlyMap<string, string> {
  const taken = new Set<number>();
  const colors = new Map<string, string>();
  for (const name of names) {
    let index = hash(name) % COUNT;
    for (let tries = 0; taken.has(index) && tries < COUNT; tries += 1) index = (index + 1) % COUNT;
    taken.add(index);
    if (taken.size === COUNT) taken.clear();
    colors.set(name, `var(--series-${index + 1})`);
  }
  return colors;
}

/** FNV-1a over UTF-16 units. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1)
    value = Math.imul(value ^ text.charCodeAt(at), 0x01000193) >>> 0;
  return value;
}

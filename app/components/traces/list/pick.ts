// The traces chosen for comparing, as they stand in the URL. Pure.

const MOST = 2;

export function pickedIds(text: string): readonly string[] {
  return text.split(',').filter((id) => id !== '');
}

/** With the trace, or without it when it was chosen; a third one takes the place of the first. */
export function togglePick(text: string, id: string): string {
  const ids = pickedIds(text);
  const next = ids.includes(id) ? ids.filter((other) => other !== id) : [...ids, id].slice(-MOST);
  return next.join(',');
}

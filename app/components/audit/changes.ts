// What differs between what was there before and after, field by field. Pure.

/** One field; undefined where it is not there. */
export interface Change {
  /** The names down to it: `expressions.body`. */
  readonly path: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/** The fields whose values differ, in the order in which they stand. What is the same on both sides is left out. */
export function changesOf(before: unknown, after: unknown): Change[] {
  const was = fieldsOf(before);
  const is = fieldsOf(after);
  return [...new Set([...was.keys(), ...is.keys()])].flatMap((path) => {
    const change = { path, before: was.get(path), after: is.get(path) };
    return change.before === change.after ? [] : [change];
  });
}

/** Values by their paths, as text. Lists of plain values are one value: their items have no names to be compared by. */
function fieldsOf(value: unknown, path = '', into = new Map<string, string>()): Map<string, string> {
  if (value === null || value === undefined) {
    if (path !== '') into.set(path, 'null');
  } else if (typeof value !== 'object') {
    into.set(path || 'value', String(value));
  } else if (Array.isArray(value) && value.every((item) => typeof item !== 'object' || item === null)) {
    into.set(path || 'value', value.length === 0 ? 'none' : value.map(String).join(', '));
  } else {
    const entries = Object.entries(value);
    if (entries.length === 0 && path !== '') into.set(path, 'none');
    for (const [name, item] of entries) fieldsOf(item, path === '' ? name : `${path}.${name}`, into);
  }
  return into;
}

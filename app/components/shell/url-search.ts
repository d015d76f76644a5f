// The part of the URL after `?`, as plain texts. The router's own form reads JSON, and so changes what people search for:
// `null`, `[1]`, or a number longer than JavaScript holds exactly. Each route's `validateSearch` converts what is no text.

/** The last value of each name, as text. */
export function parseUrlSearch(search: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(search));
}

/** The opposite, with its `?`; names whose value is undefined or null are left out. Empty when nothing remains. */
export function stringifyUrlSearch(values: Readonly<Record<string, unknown>>): string {
  const present = Object.entries(values).flatMap(([name, value]): [string, string][] =>
    value === undefined || value === null ? [] : [[name, String(value)]],
  );
  return present.length === 0 ? '' : `?${new URLSearchParams(present)}`;
}

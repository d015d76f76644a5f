// Attributes as they are shown: a map of texts, also where a table keeps them as JSON.

/** A map as it is. JSON text becomes flat: the keys of nested objects are joined with dots; what is no text is JSON. */
export function flatTexts(map: Record<string, string> | string): Record<string, string> {
  if (typeof map !== 'string') return map;
  if (map === '') return {};
  const flat: [string, string][] = [];
  const walk = (path: string, value: unknown) => {
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      for (const [key, inner] of Object.entries(value)) walk(path === '' ? key : `${path}.${key}`, inner);
    else flat.push([path, typeof value === 'string' ? value : JSON.stringify(value)]);
  };
  walk('', JSON.parse(map));
  return Object.fromEntries(flat);
}

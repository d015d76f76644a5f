// The fields of a record, by where they are, with the names that a search knows them by. Pure.

/** What a log record and a span have alike. */
interface Described {
  readonly attributes: Readonly<Record<string, string>>;
  readonly resource: Readonly<Record<string, string>>;
  readonly scope: {
    readonly name: string;
    readonly version: string;
    readonly attributes?: Readonly<Record<string, string>>;
  };
}

export interface Entry {
  /** As the record has it. */
  readonly key: string;
  readonly value: string;
  /** As it is written in a search. */
  readonly field: string;
}

export interface EntryGroup {
  readonly title: string;
  readonly entries: readonly Entry[];
}

type Scope = 'attributes' | 'resource' | 'scope';
interface KnownField {
  readonly name: string;
  readonly aliases: readonly string[];
  readonly scope: string;
}

/** Attributes, resource and scope of a record, each in the order of their names. */
export function entryGroups(row: Described, known: readonly KnownField[]): readonly EntryGroup[] {
  const names = new Set(known.map(({ scope, name }) => `${scope}\u0000${name}`));
  // A field of the source hides an attribute of its name: then the attribute goes by its long name.
  const taken = new Set(
    known
      .filter(({ scope }) => scope === 'source' || scope === 'column')
      .flatMap(({ name, aliases }) => [name, ...aliases]),
  );
  const nameOf = (scope: Scope, key: string): string => {
    const isKnown = names.has(`${scope}\u0000${key}`);
    const isFree =
      scope !== 'scope' && !taken.has(key) && (scope === 'attributes' || row.attributes[key] === undefined);
    return isKnown || (known.length > 0 && isFree) ? key : `${scope}.${key}`;
  };
  const entries = (scope: Scope, values: Readonly<Record<string, string>>) =>
    Object.entries(values)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, value]): Entry => ({ key, value, field: nameOf(scope, key) }));
  const { name, version, attributes } = row.scope;
  const scope: Entry[] = [
    ...(name === '' ? [] : [{ key: 'name', value: name, field: 'scope.name' }]),
    ...(version === '' ? [] : [{ key: 'version', value: version, field: 'scope.version' }]),
    ...entries('scope', attributes ?? {}),
  ];
  return [
    { title: 'Attributes', entries: entries('attributes', row.attributes) },
    { title: 'Resource', entries: entries('resource', row.resource) },
    { title: 'Scope', entries: scope },
  ].filter((group) => group.entries.length > 0);
}

/** Only entries whose name or value holds the text, ignoring case. */
export function filterGroups(groups: readonly EntryGroup[], text: string): readonly EntryGroup[] {
  const wanted = text.trim().toLowerCase();
  if (wanted === '') return groups;
  return groups
    .map(({ title, entries }) => ({
      title,
      entries: entries.filter(
        ({ key, value }) => key.toLowerCase().includes(wanted) || value.toLowerCase().includes(wanted),
      ),
    }))
    .filter(({ entries }) => entries.length > 0);
}

// What is being entered for a source, apart from the screen. Pure.
import { EXPRESSION_NAMES, EXPRESSIONS, type ExpressionName } from '#app/lib/sources/fields.ts';
import {
  type FieldProblems,
  type SourceDefinition,
  type SourceInput,
  type SourceKind,
  sourceInput,
} from '#app/lib/sources/schema.ts';

/** A form's values: all of them text, as they are typed. */
export interface SourceDraft {
  readonly name: string;
  readonly kind: SourceKind;
  /** Empty for Maple's own ClickHouse. */
  readonly connectionId: string;
  /** Empty for the connection's own. */
  readonly database: string;
  readonly table: string;
  readonly expressions: Readonly<Record<ExpressionName, string>>;
  readonly durationUnit: SourceInput['durationUnit'];
  /** Field names between commas. */
  readonly defaultColumns: string;
}

/** An empty form. */
export const EMPTY_DRAFT: SourceDraft = {
  name: '',
  kind: 'log',
  connectionId: '',
  database: '',
  table: '',
  expressions: Object.fromEntries(EXPRESSION_NAMES.map((name) => [name, ''])) as Record<
    ExpressionName,
    string
  >,
  durationUnit: 'ns',
  defaultColumns: '',
};

/** The form of a source that is there, or was detected. */
export function draftOf(source: SourceInput | SourceDefinition): SourceDraft {
  const { name, kind, connectionId, database, table, expressions, durationUnit, defaultColumns } = source;
  return {
    name,
    kind,
    connectionId: connectionId ?? '',
    database: database ?? '',
    table,
    expressions,
    durationUnit,
    defaultColumns: defaultColumns.join(', '),
  };
}

/** What is sent, or what cannot even be sent, by field. */
export function inputOf(draft: SourceDraft): { input: SourceInput } | { problems: FieldProblems } {
  const { connectionId, database, defaultColumns, ...others } = draft;
  const columns = defaultColumns
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  const parsed = sourceInput.safeParse({
    ...others,
    connectionId: connectionId === '' ? null : connectionId,
    ...(database.trim() !== '' && { database }),
    defaultColumns: columns,
  });
  if (parsed.success) return { input: parsed.data };
  const problems: FieldProblems = {};
  for (const { path, message } of parsed.error.issues)
    problems[String(path[0] === 'expressions' ? path[1] : path[0])] ??= { message };
  return { problems };
}

/** The expressions that the form shows: those usual for the kind, and any that has a text or a problem. */
export function shownExpressions(
  draft: SourceDraft,
  group: (typeof EXPRESSIONS)[ExpressionName]['group'],
  problems: FieldProblems,
): ExpressionName[] {
  return EXPRESSION_NAMES.filter((name) => {
    const info = EXPRESSIONS[name];
    const isUsed = draft.expressions[name] !== '' || problems[name] !== undefined;
    return info.group === group && (isUsed || info.kinds.includes(draft.kind));
  });
}

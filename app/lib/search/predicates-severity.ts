// `level`: the sender's word or the level that it stands for, by name or by rank.
import { AppError } from '#app/lib/core/errors.ts';
import { and, type Fragment, int, join, param, raw, sql, str } from '#app/lib/sql/sql.ts';
import { SEVERITIES, SEVERITY_LEVELS, type SeverityLevel } from '#app/lib/telemetry/severity.ts';
import { severityLevelSql } from '#app/lib/telemetry/source.ts';
import type { Bound, ValueMatch } from './ast.ts';
import { likePattern, lowerAscii, patternToRegExp } from './predicates-patterns.ts';

interface SeverityStorage {
  readonly text: Fragment | undefined;
  readonly number: Fragment | undefined;
}

/** The level of a row, `unset` when it has none. */
export function levelSql(storage: SeverityStorage): Fragment {
  return severityLevelSql(parts(storage));
}

/** Whether the sender gave a word or a number. */
export function levelExistsSql({ text, number }: SeverityStorage): Fragment {
  const conditions = [...(text ? [sql`${text} != ''`] : []), ...(number ? [sql`${number} > 0`] : [])];
  return join(conditions, ' OR ');
}

/** Other spellings of the levels' names, for those who search. */
const SPELLINGS: Readonly<Record<string, SeverityLevel>> = {
  err: 'error',
  warning: 'warn',
  information: 'info',
  informational: 'info',
};

/** `level:error`, `level:ERR`, `level:17`: the word as it was sent, ignoring case, or the level, or the number. */
export function levelIsAnyOf(storage: SeverityStorage, values: readonly string[]): Fragment {
  const words = values.map(lowerAscii);
  const levels = new Set(words.map((word) => SPELLINGS[word] ?? word));
  const numbers = values.filter((value) => /^\d{1,3}$/.test(value)).map(Number);
  const conditions = [...textIn(storage, words), ...levelsIn(storage, levels)];
  if (storage.number && numbers.length > 0)
    conditions.push(sql`${storage.number} IN ${param('Array(Int64)', numbers)}`);
  return conditions.length > 0 ? join(conditions, ' OR ') : raw('0');
}

/** Any other match on the level. Throws `bad_request` for a bound that is no level. */
export function levelMatches(
  storage: SeverityStorage,
  match: Exclude<ValueMatch, { kind: 'equals' }>,
): Fragment {
  switch (match.kind) {
    case 'exists':
      return levelExistsSql(storage);
    case 'wildcard': {
      const names = patternToRegExp(match.pattern);
      const like = str(likePattern(match.pattern, lowerAscii));
      const levels = new Set(SEVERITY_LEVELS.filter((level) => names.test(level)));
      const conditions = [
        ...(storage.text ? [sql`lower(${storage.text}) LIKE ${like}`] : []),
        ...levelsIn(storage, levels),
      ];
      return conditions.length > 0 ? join(conditions, ' OR ') : raw('0');
    }
    case 'regex': {
      const pattern = str(match.pattern);
      const onLevel = sql`match(${levelSql(storage)}, ${pattern})`;
      return storage.text ? sql`match(${storage.text}, ${pattern}) OR ${onLevel}` : onLevel;
    }
    case 'compare':
      return ranked(storage, [{ operator: match.operator, bound: match.bound }]);
    case 'range': {
      const { from, to, includesFrom, includesTo } = match;
      if (!from && !to) return levelExistsSql(storage);
      return ranked(storage, [
        ...(from ? [{ operator: includesFrom ? '>=' : '>', bound: from } as const] : []),
        ...(to ? [{ operator: includesTo ? '<=' : '<', bound: to } as const] : []),
      ]);
    }
  }
}

interface Comparison {
  readonly operator: '>' | '>=' | '<' | '<=';
  readonly bound: Bound;
}

/** By rank; a row without a level is neither above nor below. Numbers compare with the row's number, or its level's least. */
function ranked(storage: SeverityStorage, comparisons: readonly Comparison[]): Fragment {
  const levels = SEVERITIES.filter(({ least }, index) =>
    comparisons.every(({ operator, bound }) => {
      const number = readNumber(bound);
      if (number !== undefined) return true;
      const other = rankOf(bound);
      return holds(operator, SEVERITIES.length - index, other) && least > 0;
    }),
  ).map(({ level }) => level as string);
  const numeric = comparisons.flatMap(({ operator, bound }) => {
    const number = readNumber(bound);
    if (number === undefined) return [];
    const { severity, severityNumber } = parts(storage);
    const least = sql`multiIf(${severityNumber} > 0, ${severityNumber}, ${join(
      SEVERITIES.map(
        (entry) => sql`has(${param('Array(String)', entry.words)}, lower(${severity})), ${int(entry.least)}`,
      ),
      ', ',
    )}, 0)`;
    return [sql`${least} > 0 AND ${least} ${raw(operator)} ${int(number)}`];
  });
  if (numeric.length === comparisons.length) return and(numeric);
  const conditions = levelsIn(storage, new Set(levels));
  const byLevel = conditions.length > 0 ? join(conditions, ' OR ') : raw('0');
  return numeric.length > 0 ? and([byLevel, ...numeric]) : byLevel;
}

function readNumber(bound: Bound): number | undefined {
  return /^\d{1,3}$/.test(bound.value) ? Number(bound.value) : undefined;
}

/** 1 for trace to 6 for fatal. */
function rankOf(bound: Bound): number {
  const word = lowerAscii(bound.value);
  const index = SEVERITIES.findIndex(
    ({ level, words }) => level === word || (words as readonly string[]).includes(word),
  );
  if (index < 0)
    throw new AppError('bad_request', `"${bound.value.slice(0, 80)}" is not a level.`, {
      position: bound.position,
      hint: `The levels are ${SEVERITIES.map(({ level }) => level)
        .reverse()
        .join(', ')}.`,
    });
  return SEVERITIES.length - index;
}

function holds(operator: Comparison['operator'], left: number, right: number): boolean {
  if (operator === '>') return left > right;
  if (operator === '>=') return left >= right;
  return operator === '<' ? left < right : left <= right;
}

function textIn({ text }: SeverityStorage, words: readonly string[]): Fragment[] {
  if (!text) return [];
  const [word] = words;
  if (words.length === 1 && word !== undefined) return [sql`lower(${text}) = ${str(word)}`];
  return [sql`lower(${text}) IN ${param('Array(String)', words)}`];
}

/** `severityLevel` said backwards: by number where there is one, else by word. Neighbouring levels are one range. */
function levelsIn(storage: SeverityStorage, levels: ReadonlySet<string>): Fragment[] {
  const { severity, severityNumber } = parts(storage);
  const conditions: Fragment[] = [];
  if (storage.number) {
    let above: number | undefined;
    let open: number | undefined;
    const close = (least: number) =>
      conditions.push(
        open === undefined
          ? sql`${severityNumber} >= ${int(least)}`
          : sql`(${severityNumber} >= ${int(least)} AND ${severityNumber} < ${int(open)})`,
      );
    let start: number | undefined;
    for (const { level, least } of SEVERITIES) {
      if (levels.has(level)) {
        if (start === undefined) open = above;
        start = least;
      } else if (start !== undefined) {
        close(start);
        start = undefined;
      }
      above = least;
    }
    if (start !== undefined) close(start);
  }
  const without = storage.number ? [sql`${severityNumber} < 1`] : [];
  const words = SEVERITIES.filter(({ level }) => levels.has(level)).flatMap((entry) => [...entry.words]);
  if (storage.text && words.length > 0)
    conditions.push(sql`(${and([...without, sql`lower(${severity}) IN ${param('Array(String)', words)}`])})`);
  if (levels.has('unset')) {
    const all = SEVERITIES.flatMap((entry) => [...entry.words]);
    const unknown = storage.text ? [sql`lower(${severity}) NOT IN ${param('Array(String)', all)}`] : [];
    conditions.push(sql`(${and([...without, ...unknown])})`);
  }
  return conditions;
}

function parts({ text, number }: SeverityStorage): { severity: Fragment; severityNumber: Fragment } {
  return { severity: text ?? raw("''"), severityNumber: number ?? raw('0') };
}

// The search that finds the spans of a group of errors. Pure.
import type { Pattern, SearchNode, ValueMatch } from '#app/lib/search/ast.ts';
import { printSearch } from '#app/lib/search/print.ts';

/** Longer types and messages are cut when they are grouped, characters. */
const LONGEST = 300;
const NOWHERE = { from: 0, to: 0 };

/**
 * In the search language, for the spans of one source of traces: those of the service with an exception of this type and a
 * message of this form. What was replaced by `?` may be anything. The words of the top frame are somewhere in the stack, in
 * their order: it is kept without its line numbers, so that anything may stand between them.
 */
export function errorQuery(group: {
  readonly service: string;
  readonly type: string;
  readonly message: string;
  readonly topFrame: string;
}): string {
  const terms = [
    field('service', { kind: 'equals', value: group.service }),
    has('exception.type', group.type, [{ kind: 'text', value: group.type }]),
    has('exception.message', group.message, formOf(group.message)),
    ...(group.topFrame === ''
      ? []
      : [
          field('event.attributes.exception.stacktrace', {
            kind: 'wildcard',
            pattern: within(group.topFrame),
          }),
        ]),
  ];
  return printSearch({ kind: 'and', terms, position: NOWHERE });
}

function has(name: string, text: string, form: Pattern): SearchNode {
  if (text === '') return { kind: 'not', term: field(name, { kind: 'exists' }), position: NOWHERE };
  const pattern: Pattern = [...text].length < LONGEST ? form : [...form, { kind: 'any' }];
  const [only] = pattern;
  return pattern.length === 1 && only?.kind === 'text'
    ? field(name, { kind: 'equals', value: only.value })
    : field(name, { kind: 'wildcard', pattern });
}

/** A message's parts between the `?` of what was replaced. */
function formOf(message: string): Pattern {
  return message
    .split(/\?+/)
    .flatMap(
      (value, index): Pattern => [
        ...(index === 0 ? [] : [{ kind: 'any' } as const]),
        ...(value === '' ? [] : [{ kind: 'text', value } as const]),
      ],
    );
}

/** A text that has the words of a frame, in their order. */
function within(frame: string): Pattern {
  const words = frame.split(/[^\w./\\$<>-]+/).filter((word) => word !== '');
  return [{ kind: 'any' }, ...words.flatMap((value): Pattern => [{ kind: 'text', value }, { kind: 'any' }])];
}

function field(name: string, match: ValueMatch): SearchNode {
  return { kind: 'field', field: name, fieldPosition: NOWHERE, match, position: NOWHERE };
}

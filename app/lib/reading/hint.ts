// What may be wrong with a search that found nothing, in one sentence. Pure.
import type { FieldNode, SearchNode, TextNode } from '#app/lib/search/ast.ts';
import { closestFields, resolveField } from '#app/lib/search/fields.ts';
import { SEVERITIES } from '#app/lib/telemetry/severity.ts';
import type { Source } from '#app/lib/telemetry/source.ts';
import type { UnknownField } from './schema.ts';

type UnknownFields = readonly UnknownField[];

/** Null when nothing is known to be wrong: there may just be no such records. */
export function hintForNothing(
  tree: SearchNode | undefined,
  unknownFields: UnknownFields,
  source: Source,
): string | null {
  const [unknown] = unknownFields;
  if (unknown) {
    const [closest] = unknown.closest;
    const meant = closest === undefined ? '' : ` Did you mean ${closest}?`;
    return `No record has had the field "${clip(unknown.name)}" lately.${meant}`;
  }
  for (const leaf of tree === undefined ? [] : leavesOf(tree)) {
    const hint = leaf.kind === 'field' ? fieldHint(leaf, source) : textHint(leaf, source);
    if (hint !== undefined) return hint;
  }
  return null;
}

function fieldHint({ field, match }: FieldNode, source: Source): string | undefined {
  if (match.kind !== 'equals') return undefined;
  const { name } = resolveField(field, source);
  if (name === 'body')
    return `${field}:… asks for records whose whole text is exactly that. Without "${field}:" it is searched inside of texts.`;
  const value = match.value.toLowerCase();
  const isLevel = SEVERITIES.some(
    ({ level, words }) => level === value || words.some((word) => word === value),
  );
  if (name === 'level' && !isLevel && value !== 'unset')
    return `"${clip(match.value)}" is not a level. The levels are ${SEVERITIES.map(({ level }) => level).join(', ')} and unset.`;
  return undefined;
}

/** `name:value` is text where `name` is no field that is known. */
function textHint({ match }: TextNode, source: Source): string | undefined {
  if (match.kind !== 'substring') return undefined;
  const name = /^([A-Za-z_][\w.@-]*):\S/.exec(match.value)?.[1];
  if (name === undefined) return undefined;
  const [closest] = closestFields(name, source);
  const meant = closest === undefined ? '' : ` Did you mean ${closest}?`;
  return `"${clip(match.value)}" was searched as text, because "${clip(name)}" is not a known field.${meant}`;
}

function leavesOf(node: SearchNode): (FieldNode | TextNode)[] {
  if (node.kind === 'and' || node.kind === 'or') return node.terms.flatMap(leavesOf);
  // What a NOT rules out is not why nothing was found.
  return node.kind === 'text' || node.kind === 'field' ? [node] : [];
}

function clip(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

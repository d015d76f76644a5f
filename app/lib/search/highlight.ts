// Which colours the nodes of a search have in the editor, and which brackets belong together.
import { NodeProp } from '@lezer/common';
import { styleTags, tags } from '@lezer/highlight';
import type { LRParser } from '@lezer/lr';
import type { KnowsField } from './ast.ts';
import { searchParser } from './parse.ts';

const COLOURS = styleTags({
  FieldName: tags.propertyName,
  'Colon Compare': tags.punctuation,
  'And Or Not To': tags.operatorKeyword,
  Word: tags.content,
  Value: tags.literal,
  Phrase: tags.string,
  'WildWord WildValue OpenEnd': tags.special(tags.string),
  Regex: tags.regexp,
  'NumberValue Bound RangeBound': tags.number,
  'Open Close RangeOpen RangeClose': tags.bracket,
  'UnclosedPhrase BadRegex BadRange NamelessField StrayClose TooDeep': tags.invalid,
});

const PAIRS = [
  NodeProp.closedBy.add({ Open: ['Close'], RangeOpen: ['RangeClose'] }),
  NodeProp.openedBy.add({ Close: ['Open'], RangeClose: ['RangeOpen'] }),
];

/** The parser of the language for an editor in which these fields are known. */
export function colouredParser(knows: KnowsField): LRParser {
  return searchParser(knows).configure({ props: [COLOURS, ...PAIRS] });
}

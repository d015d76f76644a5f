// Generates the parser of the search language from its grammar: `node scripts/grammar.ts`. Its output is committed.
import { readFileSync, writeFileSync } from 'node:fs';
import { buildParserFile } from '@lezer/generator';

const folder = new URL('../app/lib/search/', import.meta.url);
const GRAMMAR = new URL('search.grammar', folder);

/** The generated files by name, as they should be on disk. Throws when the grammar has a mistake or a warning. */
export function generateGrammar(): Record<string, string> {
  const { parser, terms } = buildParserFile(readFileSync(GRAMMAR, 'utf8'), {
    fileName: 'search.grammar',
    moduleStyle: 'es',
    typeScript: true,
    warn: (message) => {
      throw new Error(message);
    },
  });
  return { 'grammar.gen.ts': parser, 'grammar.terms.gen.ts': terms };
}

if (import.meta.main)
  for (const [name, text] of Object.entries(generateGrammar())) writeFileSync(new URL(name, folder), text);

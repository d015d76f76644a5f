// Names that people give: to teams, themselves, keys, providers. What is stored can be seen and typed as it is. Pure.
import { z } from 'zod';

/** Marks that say how the letter or picture before them looks. They have no width, but emoji need them. */
const LOOK = '\\uFE00-\\uFE0F';
/** Controls, marks that turn the direction of the text, and what takes no room: names that differ by them look the same. */
const INVISIBLE = new RegExp(`(?![${LOOK}])[\\p{C}\\p{Bidi_Control}\\p{Default_Ignorable_Code_Point}]`, 'u');
/** Joiners where a script or a picture needs them: in words of Persian and of India, and between the parts of one emoji. */
const JOINERS =
  /(?<=[\p{Script=Arabic}\p{M}])[\u200C\u200D](?=\p{L})|(?<=[\p{Extended_Pictographic}\p{Emoji_Modifier}]\uFE0F?)\u200D(?=\p{Extended_Pictographic})/gu;
/** The empty braille pattern is a symbol without ink. */
const VISIBLE = /(?!\u2800)[\p{L}\p{N}\p{P}\p{S}]/u;

/** A text with its characters composed and every run of white space, line breaks too, as one space; none at the ends. */
export function collapsed(text: string): string {
  return (
    text
      .normalize('NFC')
      .replaceAll(/\p{White_Space}+/gu, ' ')
      // Not trim(), which takes a zero-width mark along.
      .replaceAll(/^ | $/g, '')
  );
}

/**
 * The schema of a name of at most `longest` characters (UTF-16 units), which it collapses. `missing` is said of one that is empty, or
 * shows nothing.
 */
export function visibleName(missing: string, longest: number): z.ZodString {
  return (
    z
      .string()
      .overwrite(collapsed)
      .min(1, missing)
      .max(longest, 'Enter a shorter name.')
      .refine((name) => !hidesSomething(name), 'The name holds characters that cannot be seen. Type it anew.')
      // One sentence of what is wrong is enough.
      .refine((name) => name === '' || hidesSomething(name) || VISIBLE.test(name), missing)
  );
}

function hidesSomething(name: string): boolean {
  return INVISIBLE.test(name.replaceAll(JOINERS, ''));
}

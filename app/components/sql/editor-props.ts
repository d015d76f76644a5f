// What the SQL editor takes, whether it is the plain field or the one that is loaded later.
import type { RefObject } from 'react';
import type { UserError } from '#app/lib/core/user-error.ts';
import type { SqlCatalogue } from '#app/lib/query/schema.ts';

export interface EditorProps {
  readonly text: string;
  readonly label: string;
  /** The mistake of the text as it stands; its position is underlined. */
  readonly mistake: UserError | undefined;
  /** The id of the element that says the mistake in words. */
  readonly messageId: string;
  readonly catalogue: SqlCatalogue | undefined;
  readonly onText: (text: string) => void;
  readonly onRun: () => void;
  /** Set to what focuses the editor. */
  readonly focusRef: RefObject<(() => void) | undefined>;
}

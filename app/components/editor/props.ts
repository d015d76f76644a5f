// What a search editor takes, for the page and for the parts of the editor.
import type { Ref } from 'react';
import type { UserError } from '#app/lib/core/user-error.ts';
import type { KnowsField } from '#app/lib/search/ast.ts';
import type { CompletionField } from '#app/lib/search/completion-rank.ts';

/** Values of a field with their counts, the most frequent first; `complete` when there are no others. */
export interface FieldValues {
  readonly values: readonly { readonly value: string; readonly count: number }[];
  readonly complete: boolean;
}

/** Asks for the values of a field that begin with or contain `prefix`. Rejects when the signal aborts. */
export type LoadValues = (field: string, prefix: string, signal: AbortSignal) => Promise<FieldValues>;

export interface SearchEditorHandle {
  focus(): void;
  /** Replaces the text without searching. */
  set(text: string): void;
}

export interface SearchEditorProps {
  /** The searched text, from the URL. A new one replaces what is in the box. */
  readonly value: string;
  /** Enter, the clear button, or a search picked from the history; also when it is the same again. */
  readonly onSearch: (text: string) => void;
  /** Every edit. */
  readonly onChange?: (text: string) => void;
  /** `sql` is a WHERE condition. */
  readonly language: 'lucene' | 'sql';
  /** What the server said about `value`. */
  readonly error?: UserError | undefined;
  /** Should be the same function while it answers the same: the text is parsed again when it changes. */
  readonly knows: KnowsField;
  readonly fields: readonly CompletionField[];
  readonly values: LoadValues;
  /** Searches are remembered in the browser under this, those of each language apart. */
  readonly historyKey: string;
  readonly placeholder?: string;
  /** The accessible name. */
  readonly label: string;
  readonly ref?: Ref<SearchEditorHandle>;
}

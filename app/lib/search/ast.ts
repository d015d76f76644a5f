// The tree of a search, and what its parser has to say about the text.
import type { Position } from '#app/lib/core/errors.ts';

/** The body holds this token, ignoring case. A token is a run of letters and digits. */
export interface WordNode {
  readonly kind: 'word';
  readonly value: string;
  readonly position: Position;
}

/** The body holds this text, contiguous, ignoring case. */
export interface PhraseNode {
  readonly kind: 'phrase';
  readonly value: string;
  readonly position: Position;
}

/** All of the terms hold; none at all matches every row. */
export interface SearchTree {
  readonly kind: 'and';
  readonly terms: readonly (WordNode | PhraseNode)[];
}

/** A mistake in the text, with its place. */
export interface Diagnostic {
  readonly message: string;
  readonly position: Position;
}

export interface ParsedSearch {
  readonly tree: SearchTree;
  readonly diagnostics: readonly Diagnostic[];
}

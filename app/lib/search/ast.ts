// The tree of a search, and what its parser has to say about the text. What each node means is in docs/search.md.
import type { Position } from '#app/lib/core/errors.ts';

/** Any node of a search. Frozen; positions are UTF-16 offsets in the text that was parsed. */
export type SearchNode = AllNode | AndNode | OrNode | NotNode | TextNode | FieldNode;

/** Matches every row: an empty search, and the bare `*`. */
export interface AllNode {
  readonly kind: 'all';
  readonly position: Position;
}

/** All terms hold; at least two. An `and` is never directly inside an `and`. */
export interface AndNode {
  readonly kind: 'and';
  readonly terms: readonly SearchNode[];
  readonly position: Position;
}

/** One of the terms holds; at least two. An `or` is never directly inside an `or`. */
export interface OrNode {
  readonly kind: 'or';
  readonly terms: readonly SearchNode[];
  readonly position: Position;
}

/** The term does not hold; a field that a row does not have does not hold. */
export interface NotNode {
  readonly kind: 'not';
  readonly term: SearchNode;
  readonly position: Position;
}

/** A term without a field, about the source's body, ignoring case. */
export interface TextNode {
  readonly kind: 'text';
  readonly match: TextMatch;
  readonly position: Position;
}

export type TextMatch =
  /** A whole token; a token is a run of letters and digits. */
  | { readonly kind: 'word'; readonly value: string }
  /** `word*`: a token that begins so. */
  | { readonly kind: 'prefix'; readonly value: string }
  /** A quoted phrase, a word with other characters in it, or `*part*`: contiguous text. Never empty. */
  | { readonly kind: 'substring'; readonly value: string }
  /**
   * Any other word with `*` or `?`. Made of token characters only: one whole token, in which `*` is any run of token
   * characters. With other characters in it: contiguous text, in which `*` is any run without white space.
   * `?` is one character of the same kinds.
   */
  | { readonly kind: 'wildcard'; readonly pattern: Pattern };

/** A term about one field: `field:value` and its kin. `field:(a OR b)` is parsed as `(field:a OR field:b)`. */
export interface FieldNode {
  readonly kind: 'field';
  /** As written, without escapes: `level`, `attributes.http.route`. */
  readonly field: string;
  readonly fieldPosition: Position;
  readonly match: ValueMatch;
  readonly position: Position;
}

export type ValueMatch =
  /** `field:value`, `field:"a value"`. The value may be empty only when quoted. */
  | { readonly kind: 'equals'; readonly value: string }
  /** A value with `*` or `?`, anchored at both ends; both match any characters. */
  | { readonly kind: 'wildcard'; readonly pattern: Pattern }
  /** `field:*`: there is such a field, and it is not empty. */
  | { readonly kind: 'exists' }
  /** `field:/re2/`, unanchored, case-sensitive. The pattern has no `/` escapes left. */
  | { readonly kind: 'regex'; readonly pattern: string; readonly position: Position }
  /** `field:>5`, `field>=1s` (both forms). The bound is text; the compiler reads its number, duration or size. */
  | { readonly kind: 'compare'; readonly operator: '>' | '>=' | '<' | '<='; readonly bound: Bound }
  /** `[a TO b]`, `{a TO b}`, mixed. An open end (`*`) is null. */
  | {
      readonly kind: 'range';
      readonly from: Bound | null;
      readonly to: Bound | null;
      readonly includesFrom: boolean;
      readonly includesTo: boolean;
    };

/** One end of a comparison. */
export interface Bound {
  readonly value: string;
  readonly position: Position;
}

/** Literal texts and wildcards in order; no two texts and no two `any` side by side. */
export type Pattern = readonly PatternPart[];
export type PatternPart =
  | { readonly kind: 'text'; readonly value: string }
  /** `*` */
  | { readonly kind: 'any' }
  /** `?` */
  | { readonly kind: 'one' };

/** A mistake in the text, with its place. */
export interface Diagnostic {
  readonly message: string;
  readonly position: Position;
  readonly hint?: string;
}

export interface ParsedSearch {
  /** Always a tree. With diagnostics it is only good for display and completion. */
  readonly tree: SearchNode;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Whether a name is a field or attribute of the source. Decides only what `name:rest` means when it could be pasted text
 * (`host:port`, a URL, an IPv6 address): a field when known, else text.
 */
export type KnowsField = (name: string) => boolean;

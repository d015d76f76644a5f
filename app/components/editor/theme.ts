// The look of every CodeMirror editor: the page's colour tokens, so dark and light need nothing of their own.
import { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import type { Extension } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { tags } from '@lezer/highlight';
import { styleNonce } from '#app/components/shell/style-nonce.ts';

const COLOURS = HighlightStyle.define([
  { tag: tags.propertyName, color: 'var(--accent-ink)' },
  { tag: [tags.operatorKeyword, tags.keyword], color: 'var(--sev-fatal-ink)', fontWeight: '600' },
  { tag: [tags.punctuation, tags.operator, tags.bracket], color: 'var(--ink-2)' },
  { tag: tags.content, color: 'var(--ink)' },
  { tag: [tags.string, tags.literal], color: 'var(--ok)' },
  { tag: tags.special(tags.string), color: 'var(--caution)' },
  { tag: tags.regexp, color: 'var(--sev-error-ink)' },
  { tag: [tags.number, tags.bool, tags.null], color: 'var(--sev-info-ink)' },
  { tag: [tags.comment, tags.lineComment, tags.blockComment], color: 'var(--ink-3)', fontStyle: 'italic' },
  { tag: [tags.typeName, tags.standard(tags.name)], color: 'var(--accent-ink)' },
  { tag: tags.invalid, color: 'var(--danger)' },
]);

const LOOK = EditorView.theme({
  '&': { color: 'var(--ink)', backgroundColor: 'transparent' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': { fontFamily: 'var(--font-mono)', lineHeight: 'inherit' },
  '.cm-content': { caretColor: 'var(--ink)' },
  '.cm-content ::selection, .cm-line::selection': { backgroundColor: 'var(--selected)' },
  '.cm-placeholder': { color: 'var(--ink-3)' },
  '&.cm-focused .cm-matchingBracket': {
    backgroundColor: 'var(--accent-soft)',
    outline: '1px solid var(--accent)',
    borderRadius: '2px',
  },
  '&.cm-focused .cm-nonmatchingBracket': { backgroundColor: 'transparent' },
  '.cm-lintRange-error': {
    backgroundImage: 'none',
    textDecoration: 'underline wavy var(--danger)',
    textDecorationSkipInk: 'none',
    textUnderlineOffset: '3px',
  },
  '.cm-tooltip': {
    zIndex: '50',
    border: 'none',
    borderRadius: '8px',
    backgroundColor: 'var(--raised)',
    color: 'var(--ink)',
    boxShadow: 'var(--shadow)',
    fontFamily: 'var(--font-sans)',
    fontSize: '12px',
  },
  '.cm-tooltip.cm-tooltip-below': { marginTop: '9px' },
  '.cm-tooltip.cm-tooltip-above': { marginBottom: '9px' },
  '.cm-tooltip .cm-diagnostic': { borderLeft: 'none', padding: '6px 10px', maxWidth: '420px' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul': {
    fontFamily: 'var(--font-mono)',
    maxHeight: '280px',
    minWidth: '240px',
    maxWidth: 'min(560px, calc(100vw - 24px))',
    padding: '4px',
    scrollbarWidth: 'thin',
  },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li': {
    display: 'flex',
    alignItems: 'baseline',
    gap: '16px',
    padding: '3px 8px',
    borderRadius: '4px',
    lineHeight: '18px',
  },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li:hover': { backgroundColor: 'var(--hover)' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]': {
    backgroundColor: 'var(--selected)',
    color: 'var(--ink)',
  },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > completion-section': {
    display: 'list-item',
    listStyle: 'none',
    border: 'none',
    padding: '3px 8px',
    color: 'var(--ink-3)',
    fontFamily: 'var(--font-sans)',
    fontSize: '11px',
    opacity: '1',
  },
  '.cm-completionLabel': { flex: '1', minWidth: '0', overflow: 'hidden', textOverflow: 'ellipsis' },
  '.cm-completionMatchedText': { textDecoration: 'none', fontWeight: '700', color: 'var(--accent-ink)' },
  '.cm-completionDetail': {
    margin: '0',
    color: 'var(--ink-2)',
    fontFamily: 'var(--font-sans)',
    fontSize: '11px',
    fontStyle: 'normal',
    fontVariantNumeric: 'tabular-nums',
    whiteSpace: 'nowrap',
  },
  '@media (pointer: coarse)': {
    '.cm-tooltip.cm-tooltip-autocomplete > ul > li': { padding: '8px' },
  },
});

/** Colours and widgets of an editor, for the search box and the SQL workspace. */
export const editorTheme: Extension = [
  LOOK,
  syntaxHighlighting(COLOURS),
  // Loaded with the editor, when the page is there.
  EditorView.cspNonce.of(styleNonce() ?? ''),
];

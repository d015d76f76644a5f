// What makes an editor a box of one line that grows: the measures of the plain input that it replaces.
import { EditorView } from '@codemirror/view';

export const boxLook = EditorView.theme({
  '&': { fontSize: 'inherit' },
  '.cm-scroller': {
    lineHeight: '18px',
    maxHeight: '174px',
    overflowY: 'auto',
    scrollbarWidth: 'thin',
    // Typing lays out the text only, not the page around it.
    contain: 'layout paint',
  },
  '.cm-content': { padding: '6px 0' },
  '.cm-line': { padding: '0' },
  '.cm-placeholder': { maxWidth: '100%', overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' },
  '@media (pointer: coarse)': {
    '.cm-scroller': { lineHeight: '24px' },
    '.cm-content': { padding: '7px 0' },
  },
});

// Keyboard shortcuts of the whole window.
import { useEffect, useRef } from 'react';

/** By key in lower case: `/`, `?`, `escape`, `arrowdown`, `j`, or with the platform's command key `mod+k`. Return false to leave the key alone. */
export type Hotkeys = Readonly<Record<string, (event: KeyboardEvent) => unknown>>;

const BUSY =
  'input, textarea, select, [contenteditable="true"], [role="dialog"], [role="menu"], [role="listbox"]';
/** Things that answer keys themselves while they have the focus, and which ones. */
const CONTROLS = [
  { keys: /^(Enter| )$/, controls: 'button, a, summary, [role="tab"], [role="separator"]' },
  { keys: /^Arrow/, controls: '[role="tab"], [role="separator"], [role="slider"], [role="radio"]' },
];

/**
 * Runs the handler of a pressed key. Keys without `mod` are ignored while typing and inside windows and menus, which
 * have keys of their own. `isFirst`: before all others, which a page needs for keys that the shell uses too.
 */
export function useHotkeys(hotkeys: Hotkeys, isFirst = false): void {
  const current = useRef(hotkeys);
  useEffect(() => {
    current.current = hotkeys;
  });
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.altKey || event.isComposing) return;
      const mod = event.metaKey || event.ctrlKey;
      const handler = current.current[(mod ? 'mod+' : '') + event.key.toLowerCase()];
      if (!handler) return;
      const { target } = event;
      const isIn = (selector: string) => target instanceof Element && target.closest(selector) !== null;
      if (!mod && isIn(BUSY)) return;
      if (CONTROLS.some(({ keys, controls }) => keys.test(event.key) && isIn(controls))) return;
      if (handler(event) !== false) event.preventDefault();
    };
    window.addEventListener('keydown', onKeyDown, isFirst);
    return () => window.removeEventListener('keydown', onKeyDown, isFirst);
  }, [isFirst]);
}

// Keyboard shortcuts of the whole window.
import { useEffect, useRef } from 'react';

/** By key in lower case: `/`, `?`, `escape`, `arrowdown`, `j`, or with the platform's command key `mod+k`. Return false to leave the key alone. */
export type Hotkeys = Readonly<Record<string, (event: KeyboardEvent) => unknown>>;

const BUSY =
  'input, textarea, select, [contenteditable="true"], [role="dialog"], [role="menu"], [role="listbox"]';
/** Things that answer these keys themselves while they have the focus. */
const CONTROLS = 'button, a, summary, [role="tab"], [role="separator"]';
const CONTROL_KEYS = /^(Enter| |Arrow.*)$/;

/**
 * Runs the handler of a pressed key. Keys without `mod` are ignored while typing and inside windows and menus, which
 * have keys of their own.
 */
export function useHotkeys(hotkeys: Hotkeys): void {
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
      if (!mod && event.target instanceof Element && event.target.closest(BUSY)) return;
      if (CONTROL_KEYS.test(event.key) && event.target instanceof Element && event.target.closest(CONTROLS))
        return;
      if (handler(event) !== false) event.preventDefault();
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, []);
}

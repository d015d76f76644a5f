// A canvas needs real colours: reads what CSS makes of variables and of the theme, and says when the theme changes.

/** The colour that CSS computes for `color` (a name, a var(), light-dark()…) inside an element, as `rgb(…)`. */
export function computedColor(inside: HTMLElement, color: string): string {
  const probe = document.createElement('span');
  probe.style.color = color;
  inside.append(probe);
  const computed = getComputedStyle(probe).color;
  probe.remove();
  return computed;
}

/** Calls back when the page's theme changes, by choice or by the system. Returns the end of it. */
export function onThemeChange(callback: () => void): () => void {
  const observer = new MutationObserver(callback);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
  const system = window.matchMedia('(prefers-color-scheme: dark)');
  system.addEventListener('change', callback);
  return () => {
    observer.disconnect();
    system.removeEventListener('change', callback);
  };
}

// Maple's mark: a leaf.
import type { ComponentProps } from 'react';

/** The leaf in its own colour; decorative, so hidden from screen readers. */
export function Leaf(props: ComponentProps<'svg'>) {
  return (
    <svg viewBox="0 0 24 24" fill="var(--leaf)" aria-hidden="true" focusable="false" {...props}>
      <path d="M12 1.6l2.1 4.2 2.3-1.1-.8 4.9 2.6-2.5.7 1.6 3.1-.5-1.1 3 1.5 1-4.6 3.9.6 1.7-5.7-.8.2 5.4h-1.8l.2-5.4-5.7.8.6-1.7-4.6-3.9 1.5-1-1.1-3 3.1.5.7-1.6 2.6 2.5-.8-4.9 2.3 1.1z" />
    </svg>
  );
}

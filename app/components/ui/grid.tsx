// The parts of an ARIA grid whose rows exist only while they are on the screen. Table elements would need all rows and
// cannot scroll, so the roles stand on plain elements, here and nowhere else. The grid keeps the focus and names the
// active row with `aria-activedescendant`; cells are never focused.
import type { ComponentProps } from 'react';

export function Grid(props: ComponentProps<'div'>) {
  // biome-ignore lint/a11y/useSemanticElements: see above
  return <div role="grid" tabIndex={0} {...props} />;
}

export function GridBody(props: ComponentProps<'div'>) {
  // biome-ignore lint/a11y/useSemanticElements: see above
  return <div role="rowgroup" {...props} />;
}

export function GridRow(props: ComponentProps<'div'>) {
  // biome-ignore lint/a11y/useSemanticElements: see above
  // biome-ignore lint/a11y/useFocusableInteractive: see above
  return <div role="row" {...props} />;
}

export function GridCell(props: ComponentProps<'span'>) {
  // biome-ignore lint/a11y/useSemanticElements: see above
  // biome-ignore lint/a11y/useFocusableInteractive: see above
  return <span role="gridcell" {...props} />;
}

/** For lists that make thousands of cells a second: a `<span {...CELL}>` spares React a component. */
export const CELL = { role: 'gridcell' } as const;

export function GridHeader(props: ComponentProps<'div'>) {
  // biome-ignore lint/a11y/useSemanticElements: see above
  // biome-ignore lint/a11y/useFocusableInteractive: see above
  return <div role="columnheader" {...props} />;
}

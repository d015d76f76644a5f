// Whether a row would be drawn as it was: its place is made anew each time, the rest is compared by identity. Pure.
import type { RowPlace } from './result-list.tsx';

interface RowProps {
  readonly place: RowPlace;
}

export function isSameRow<Props extends RowProps>(before: Props, after: Props): boolean {
  const { place: one, ...rest } = before;
  const { place: other, ...others } = after;
  return (
    one.id === other.id &&
    one['data-index'] === other['data-index'] &&
    one.className === other.className &&
    one.style.top === other.style.top &&
    one.style.height === other.style.height &&
    (Object.keys(rest) as (keyof typeof rest)[]).every((name) => Object.is(rest[name], others[name]))
  );
}

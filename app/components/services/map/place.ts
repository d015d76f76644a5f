// Where nodes stand that came after the map was laid out: beside those they talk to, where there is room. Pure.
import type { MapEdge } from './edges.ts';

export interface Point {
  readonly x: number;
  readonly y: number;
}

export const NODE_PX = { width: 184, height: 52 } as const;
/** Between nodes: along the calls, and across them. */
export const GAP_PX = { along: 72, across: 22 } as const;

/**
 * Positions of all of `ids`: those that are known stay, new ones stand right of a caller, else left of one they call, else below
 * everything. The same input gives the same places.
 */
export function placeNodes(
  ids: readonly string[],
  edges: readonly MapEdge[],
  known: ReadonlyMap<string, Point>,
): ReadonlyMap<string, Point> {
  const places = new Map<string, Point>();
  for (const id of ids) {
    const place = known.get(id);
    if (place) places.set(id, place);
  }
  const step = { x: NODE_PX.width + GAP_PX.along, y: NODE_PX.height + GAP_PX.across };
  for (const id of ids.toSorted()) {
    if (places.has(id)) continue;
    const caller = edges.find(({ source, target }) => target === id && places.has(source));
    const called = edges.find(({ source, target }) => source === id && places.has(target));
    const near = places.get(caller?.source ?? called?.target ?? '');
    const lowest = Math.max(0, ...[...places.values()].map(({ y }) => y + step.y));
    const wanted = near ? { x: near.x + (caller ? step.x : -step.x), y: near.y } : { x: 0, y: lowest };
    places.set(id, firstFree(wanted, [...places.values()], step.y));
  }
  return places;
}

/** The place itself, or the next one below, above, further below… where no other node stands. */
function firstFree({ x, y }: Point, taken: readonly Point[], step: number): Point {
  for (let turn = 0; ; turn += 1) {
    const offset = Math.ceil(turn / 2) * step * (turn % 2 === 1 ? 1 : -1);
    const place = { x, y: y + offset };
    const isFree = taken.every(
      (other) =>
        Math.abs(other.x - place.x) >= NODE_PX.width || Math.abs(other.y - place.y) >= NODE_PX.height,
    );
    if (isFree) return place;
  }
}

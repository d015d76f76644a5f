// The layout of what the map shows. Nodes stay where they are when figures change and when some nodes come or go.
import { useCallback, useEffect, useRef, useState } from 'react';
import type { ServiceMapResponse } from '#app/lib/services/schema.ts';
import { edgeId } from './edges.ts';
import { type Layout, layOut } from './elk-layout.ts';
import { placeNodes } from './place.ts';

/** More new nodes than this share are worth a new layout. */
const MOST_NEW = 0.25;

interface Laid {
  readonly scope: string;
  readonly structure: string;
  readonly layout: Layout;
}

interface MapLayout {
  /** Undefined until the first one is there. */
  readonly layout: Layout | undefined;
  /** Whether the map could not be laid out; `tidyUp` tries again. */
  readonly isFailed: boolean;
  readonly isNew: string;
  readonly tidyUp: () => void;
}

/** `scope`: of another one nothing is kept. */
export function useLayout(map: ServiceMapResponse, scope: string, down: boolean): MapLayout {
  const [laid, setLaid] = useState<Laid>();
  const [failed, setFailed] = useState('');
  const [turn, setTurn] = useState(0);
  const last = useRef({ laid, turn });
  const whole = `${scope} ${down}`;
  const structure = [...map.nodes.map(({ id }) => id), ...map.edges.map(edgeId)].toSorted().join('\n');
  const attempt = `${whole} ${turn} ${structure}`;
  const current = useRef(map);
  current.current = map;
  useEffect(() => {
    const { laid: before, turn: lastTurn } = last.current;
    const { nodes, edges } = current.current;
    if (before && before.scope === whole && lastTurn === turn) {
      if (before.structure === structure) return;
      const known = before.layout.places;
      const added = nodes.filter(({ id }) => !known.has(id)).length;
      if (added <= nodes.length * MOST_NEW && added < nodes.length) {
        const places = placeNodes(
          nodes.map(({ id }) => id),
          edges,
          known,
        );
        // What has gone may come back, and then stands where it stood.
        const layout = { places: new Map([...known, ...places]), ways: before.layout.ways };
        last.current = { laid: { scope: whole, structure, layout }, turn };
        setLaid(last.current.laid);
        return;
      }
    }
    let isCurrent = true;
    layOut(nodes, edges, down).then(
      (layout) => {
        if (!isCurrent) return;
        last.current = { laid: { scope: whole, structure, layout }, turn };
        setLaid(last.current.laid);
      },
      () => setFailed(attempt),
    );
    return () => {
      isCurrent = false;
    };
  }, [whole, structure, down, turn, attempt]);
  return {
    layout: laid?.scope === whole ? laid.layout : undefined,
    isFailed: failed === attempt,
    isNew: `${whole} ${turn}`,
    tidyUp: useCallback(() => setTurn((before) => before + 1), []),
  };
}

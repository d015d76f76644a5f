// Which subtrees are closed: at once on the screen, and in the URL.
import { useCallback, useMemo, useState } from 'react';
import { spanIdOf } from '#app/lib/trace-model/columns.ts';
import { findById } from '#app/lib/trace-model/find.ts';
import type { TraceTree } from '#app/lib/trace-model/tree-types.ts';
import { type Fold, formatFold, parseFold } from '../rows/fold.ts';
import type { ChangeTraceView } from '../trace-view.ts';

export function useFold(
  tree: TraceTree,
  text: string,
  change: ChangeTraceView,
): readonly [fold: Fold, setFold: (fold: Fold) => void] {
  /** What was set here; `before` is the URL's text then, which it keeps for a moment. */
  const [own, setOwn] = useState<{ tree: TraceTree; before: string; text: string; fold: Fold }>();
  const isOwn = own !== undefined && own.tree === tree && (own.text === text || own.before === text);
  const fold = useMemo(
    () => (isOwn ? own.fold : parseFold(text, (id) => findById(tree.columns, id))),
    [isOwn, own, text, tree],
  );
  const setFold = useCallback(
    (next: Fold) => {
      const written = formatFold(next, (span) => spanIdOf(tree.columns, span));
      setOwn({ tree, before: text, text: written, fold: next });
      change({ fold: written }, { replace: true });
    },
    [tree, text, change],
  );
  return [fold, setFold];
}

// What one can do on the log screen, given to all of its parts: one object that stays the same while the view does.

import type { FilterHow } from '#app/components/record/entry-actions.ts';
import type { RangeText } from '#app/components/time/range.ts';
import type { SavedSearchInput } from '#app/lib/saved/schema.ts';
import type { ChangeView } from './logs-view.ts';

export interface LogActions {
  readonly change: ChangeView;
  /** Searches; the same text again refreshes. */
  readonly search: (text: string) => void;
  readonly setRange: (range: RangeText) => void;
  /** Adds a filter on a field to the search, takes it away again, or lets it be the only one on the field. */
  readonly filter: (field: string, value: string, how: FilterHow) => void;
  /** Searches for all records with this value, instead of the search that there is. */
  readonly searchFor: (field: string, value: string) => void;
  /** Shows a saved search. */
  readonly applySaved: (saved: SavedSearchInput) => void;
  /** Only records that have the field. */
  readonly exists: (field: string) => void;
  readonly addColumn: (name: string) => void;
  readonly removeColumn: (name: string) => void;
  readonly moveColumn: (name: string, to: number) => void;
  readonly setColumns: (columns: readonly string[]) => void;
  readonly toggleOrder: () => void;
  readonly toggleFacets: () => void;
  readonly toggleLive: () => void;
  /** Whether clicks can change the search: a SQL condition is the person's own. */
  readonly canFilter: boolean;
}

// What one can do with a field of an open record; where it stands decides what is offered.

export type FilterHow = 'in' | 'out' | 'only';

export interface EntryActions {
  /** What is filtered, in the plural: `records`, `spans`. */
  readonly noun: string;
  /** Undefined where clicks cannot change a search. */
  readonly filter?: ((field: string, value: string, how: FilterHow) => void) | undefined;
  /** Only what has the field. */
  readonly exists?: ((field: string) => void) | undefined;
  readonly columns?: {
    readonly has: (field: string) => boolean;
    readonly toggle: (field: string) => void;
  };
  /** Colours the chart by the field. */
  readonly group?: (field: string) => void;
}

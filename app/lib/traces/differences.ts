// How differently the values of fields are spread over two samples of spans. Pure.
import type { BoxValueRow } from '#app/lib/telemetry/traces-charts.ts';

type Field = {
  readonly scope: BoxValueRow['scope'];
  readonly key: string;
  /** 0 to 1: total variation distance. */
  readonly difference: number;
  /** The values that differ most, with their shares of the spans on each side. */
  readonly values: { readonly value: string; readonly selected: number; readonly others: number }[];
};

/** A value has to occur in so many spans of a side, and in this share of them, to be told from the others: ids are none. */
const LEAST_SPANS = 3;
const LEAST_SHARE = 0.01;
const MOST_VALUES = 10;

export interface Differences {
  readonly selected: number;
  readonly others: number;
  /** The largest difference first. */
  readonly fields: Field[];
}

/** Spans of the box and other spans. */
type Pair = [number, number];

interface Counts {
  readonly row: BoxValueRow;
  /** Spans that have the field. */
  readonly all: Pair;
  readonly values: Map<string, Pair>;
}

/** A span without a field counts as one with a value of its own, and so do all values that hardly ever occur. */
export function differencesOf(rows: readonly BoxValueRow[]): Differences {
  const totals: Pair = [0, 0];
  const counts = new Map<string, Counts>();
  for (const row of rows) {
    const side = Number(row.inside) === 1 ? 0 : 1;
    if (row.scope === 'own' && row.key === '') {
      totals[side] += Number(row.spans);
      continue;
    }
    const name = `${row.scope} ${row.key}`;
    const field = counts.get(name) ?? { row, all: [0, 0], values: new Map<string, Pair>() };
    counts.set(name, field);
    field.all[side] = Number(row.all);
    const pair = field.values.get(row.value) ?? [0, 0];
    pair[side] += Number(row.spans);
    field.values.set(row.value, pair);
  }
  // What names the service is also an attribute of its resource: the same values twice.
  if (counts.has('own service')) counts.delete('resource service.name');
  const [selected, others] = totals;
  if (selected === 0 || others === 0) return { selected, others, fields: [] };
  const fields = [...counts.values()].map((field) => fieldOf(field, totals));
  return {
    selected,
    others,
    fields: fields
      .filter(({ difference }) => difference > 0)
      .sort((a, b) => b.difference - a.difference || (a.key < b.key ? -1 : 1)),
  };
}

function fieldOf({ row, all, values }: Counts, totals: Pair): Field {
  const known = [...values].filter(([, pair]) =>
    pair.some((spans, side) => isFrequent(spans, totals[side] ?? 0)),
  );
  const rare = known.reduce<Pair>((left, [, pair]) => [left[0] - pair[0], left[1] - pair[1]], [...all]);
  const without: Pair = [totals[0] - all[0], totals[1] - all[1]];
  const share = ([selected, others]: Pair) => ({
    selected: selected / totals[0],
    others: others / totals[1],
  });
  const shown = known.map(([value, pair]) => ({ value, ...share(pair) }));
  const parts = [...shown, share(rare), share(without)];
  return {
    scope: row.scope,
    key: row.key,
    difference: Math.min(1, parts.reduce((sum, part) => sum + distance(part), 0) / 2),
    values: shown.sort((a, b) => distance(b) - distance(a) || b.selected - a.selected).slice(0, MOST_VALUES),
  };
}

function distance({ selected, others }: { readonly selected: number; readonly others: number }): number {
  return Math.abs(selected - others);
}

function isFrequent(spans: number, total: number): boolean {
  return spans >= LEAST_SPANS && spans >= total * LEAST_SHARE;
}

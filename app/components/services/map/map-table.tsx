// The map as a table: everything that the graph says, without seeing it.

import { useMemo } from 'react';
import { rateFormat } from '#app/components/charts/rate.ts';
import { PHONE, useMediaQuery } from '#app/components/ui/use-media-query.ts';
import type { ServiceMapResponse } from '#app/lib/services/schema.ts';
import { FigureTable } from '../common/figure-table.tsx';
import { parseSort, printSort, type Sort } from '../common/sort.ts';
import type { LinkSearch } from '../common/use-range-actions.ts';
import { CompactCall, callColumns } from './call-columns.tsx';
import { callsOf } from './edges.ts';

interface MapTableProps {
  readonly map: ServiceMapResponse;
  readonly search: LinkSearch;
  readonly sort: string;
  readonly edge: string;
  readonly onSort: (sort: string) => void;
  readonly onEdge: (id: string) => void;
}

const BY_RATE: Sort = { key: 'rate', falling: true };

export function MapTable({ map, search, sort, edge, onSort, onEdge }: MapTableProps) {
  const phone = useMediaQuery(PHONE);
  const calls = useMemo(() => callsOf(map), [map]);
  const columns = useMemo(() => callColumns(calls, search, 'both'), [calls, search]);
  const rateText = rateFormat(Math.max(0, ...calls.map(({ rate }) => rate)));
  return (
    <FigureTable
      name="calls"
      label="Calls between services"
      columns={columns}
      rows={calls}
      id={({ id }) => id}
      sort={parseSort(sort, columns, BY_RATE)}
      onSort={(next) => onSort(printSort(next, BY_RATE))}
      onOpen={({ id }) => onEdge(id)}
      openId={edge === '' ? undefined : edge}
      rowHeight={32}
      hasPageKeys
      compact={
        phone
          ? {
              height: 56,
              row: (call) => <CompactCall call={call} search={search} ends="both" rateText={rateText} />,
            }
          : undefined
      }
    />
  );
}

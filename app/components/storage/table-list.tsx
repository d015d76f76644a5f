// The tables of a signal as the engine has them.
import { formatBytes, formatDays } from '#app/components/settings/common/amounts.ts';
import { Cell, FigureTable, RowHead } from '#app/components/settings/common/figure-table.tsx';
import { When } from '#app/components/settings/common/when.tsx';
import { formatCount } from '#app/components/time/format.ts';
import type { TableState } from '#app/lib/storage/schema.ts';

export function TableList({
  tables,
  label,
}: {
  readonly tables: readonly TableState[];
  readonly label: string;
}) {
  return (
    <FigureTable
      label={label}
      heads={['Table', 'Rows', 'On disk', 'Uncompressed', 'Days', 'Parts', 'Kept', 'Next to go']}
      className="mt-2"
    >
      {tables.map((table) => (
        <tr key={table.name}>
          <RowHead className="font-mono font-normal whitespace-nowrap">
            {table.name}
            {table.kind === 'rollup' && <span className="font-sans text-2xs text-ink-3"> rollup</span>}
          </RowHead>
          <Cell>{formatCount(table.rows)}</Cell>
          <Cell>{formatBytes(table.bytes)}</Cell>
          <Cell>{formatBytes(table.uncompressedBytes)}</Cell>
          <Cell>{formatCount(table.days)}</Cell>
          <Cell>{formatCount(table.parts)}</Cell>
          <Cell>{table.ttlDays === null ? 'for ever' : formatDays(table.ttlDays)}</Cell>
          <Cell>
            {table.nextDrop ? (
              <>
                {table.nextDrop.day}, <When at={table.nextDrop.at} />, {formatBytes(table.nextDrop.bytes)}
              </>
            ) : (
              '–'
            )}
          </Cell>
        </tr>
      ))}
    </FigureTable>
  );
}

// The tables of a signal as the engine has them.

import { formatBytes, formatDays } from '#app/components/settings/common/amounts.ts';
import { ScrollBox } from '#app/components/settings/common/scroll-box.tsx';
import { When } from '#app/components/settings/common/when.tsx';
import { formatCount } from '#app/components/time/format.ts';
import type { TableState } from '#app/lib/storage/schema.ts';

const HEAD = 'px-2 py-1.5 text-right font-normal whitespace-nowrap first:text-left';
const CELL = 'px-2 py-1.5 text-right whitespace-nowrap tabular-nums';

export function TableList({
  tables,
  label,
}: {
  readonly tables: readonly TableState[];
  readonly label: string;
}) {
  return (
    <ScrollBox label={label} className="mt-2">
      <table className="w-full text-xs">
        <thead className="border-b border-line text-2xs text-ink-3">
          <tr>
            <th className={HEAD}>Table</th>
            <th className={HEAD}>Rows</th>
            <th className={HEAD}>On disk</th>
            <th className={HEAD}>Uncompressed</th>
            <th className={HEAD}>Days</th>
            <th className={HEAD}>Parts</th>
            <th className={HEAD}>Kept</th>
            <th className={HEAD}>Next to go</th>
          </tr>
        </thead>
        <tbody className="divide-y divide-line">
          {tables.map((table) => (
            <tr key={table.name}>
              <th scope="row" className="px-2 py-1.5 text-left font-mono font-normal whitespace-nowrap">
                {table.name}
                {table.kind === 'rollup' && <span className="font-sans text-2xs text-ink-3"> rollup</span>}
              </th>
              <td className={CELL}>{formatCount(table.rows)}</td>
              <td className={CELL}>{formatBytes(table.bytes)}</td>
              <td className={CELL}>{formatBytes(table.uncompressedBytes)}</td>
              <td className={CELL}>{formatCount(table.days)}</td>
              <td className={CELL}>{formatCount(table.parts)}</td>
              <td className={CELL}>{table.ttlDays === null ? 'for ever' : formatDays(table.ttlDays)}</td>
              <td className={CELL}>
                {table.nextDrop ? (
                  <>
                    {table.nextDrop.day}, <When at={table.nextDrop.at} />, {formatBytes(table.nextDrop.bytes)}
                  </>
                ) : (
                  '–'
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollBox>
  );
}

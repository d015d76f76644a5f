// The figures at the top of the page "Usage": sums of the range, growth by week, and when the disk is full.
import { formatBytes, formatChange, formatDays } from '#app/components/settings/common/amounts.ts';
import { Figure, Figures } from '#app/components/settings/common/figure.tsx';
import { formatCompact } from '#app/components/time/format.ts';
import type { Usage } from '#app/lib/usage/schema.ts';
import { total } from './usage-view.ts';

export function UsageFigures({ usage }: { readonly usage: Usage }) {
  const { signals, sent, growth, disk } = usage;
  const records = total(Object.values(signals).map((signal) => total(signal.records)));
  const bytes = total(Object.values(signals).map((signal) => total(signal.bytes)));
  const received = total(Object.values(sent).map((signal) => total(signal.bytes)));
  const refused = total(Object.values(sent).map((signal) => total(signal.refused)));
  return (
    <Figures>
      <Figure label="Records" value={formatCompact(records)} note={changeText(growth.records)} />
      <Figure label="On disk" value={formatBytes(bytes)} note={changeText(growth.bytes)} />
      <Figure
        label="Received, uncompressed"
        value={formatBytes(received)}
        note={refused > 0 ? `${formatCompact(refused, 'request')} refused by quota` : 'nothing refused'}
      />
      <Figure
        label="Disk full"
        value={fullText(disk)}
        note={
          disk ? `${formatBytes(disk.addedPerDay)} a day, ${formatBytes(disk.freeBytes)} free` : undefined
        }
      />
    </Figures>
  );
}

function changeText({ last, before }: Usage['growth']['records']): string {
  const change = formatChange(last, before);
  return change === undefined ? 'no week before to compare' : `${change} on the week before`;
}

function fullText(disk: Usage['disk']): string {
  if (!disk) return 'not known';
  return disk.fullInDays === null ? 'not in sight' : `in ${formatDays(disk.fullInDays)}`;
}

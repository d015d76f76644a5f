// A point in time as how long ago it was, with the exact time a hover away.
import { useZone } from '#app/components/preferences/preferences-context.tsx';
import { formatDateTime } from '#app/components/time/format.ts';
import { agoText } from './ago-text.ts';

export function Ago({ ms }: { readonly ms: number }) {
  const zone = useZone();
  const at = Math.floor(ms / 1_000) * 1_000;
  return (
    <time dateTime={new Date(ms).toISOString()} data-tip={formatDateTime(at, zone)} suppressHydrationWarning>
      {agoText(Date.now() - ms)}
    </time>
  );
}

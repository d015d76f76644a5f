// A point in time as how far away it is, past or to come, with the exact time a hover away.
import { useZone } from '#app/components/preferences/preferences-context.tsx';
import { formatDateTime } from '#app/components/time/format.ts';
import { awayText } from './away-text.ts';

/** `at` is RFC 3339. */
export function When({ at }: { readonly at: string }) {
  const zone = useZone();
  const ms = Date.parse(at);
  return (
    <time
      dateTime={at}
      data-tip={formatDateTime(Math.floor(ms / 1_000) * 1_000, zone)}
      suppressHydrationWarning
    >
      {awayText(ms - Date.now())}
    </time>
  );
}

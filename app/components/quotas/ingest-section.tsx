// What the team may send: each quota with what is used of it now.
import { useState } from 'react';
import { Badge } from '#app/components/settings/common/badge.tsx';
import { Meter } from '#app/components/settings/common/meter.tsx';
import { When } from '#app/components/settings/common/when.tsx';
import { formatCount } from '#app/components/time/format.ts';
import { Button } from '#app/components/ui/button.tsx';
import {
  amountText,
  QUOTA_NAMES,
  type QuotaName,
  type QuotaState,
  type TeamLimits,
} from '#app/lib/quotas/schema.ts';
import { type AmountField, AmountsDialog } from './amounts-dialog.tsx';
import { useChangeLimits } from './use-change-limits.ts';

const LABELS: Readonly<Record<QuotaName, string>> = {
  bytesPerSecond: 'Bytes per second',
  recordsPerSecond: 'Records per second',
  bytesPerDay: 'Bytes per day',
  recordsPerDay: 'Records per day',
};

interface IngestSectionProps {
  readonly ingest: TeamLimits['ingest'];
  readonly mayChange: boolean;
}

export function IngestSection({ ingest, mayChange }: IngestSectionProps) {
  const [isOpen, setOpen] = useState(false);
  const change = useChangeLimits();
  const fields = QUOTA_NAMES.map(
    (name): AmountField => ({
      name,
      label: LABELS[name],
      kind: name.startsWith('bytes') ? 'bytes' : 'count',
      value: ingest.quotas[name].limit,
    }),
  );
  return (
    <section aria-labelledby="limits-ingest" className="flex flex-col gap-3">
      <div className="flex flex-wrap items-start justify-between gap-3">
        <div className="max-w-prose">
          <h3 id="limits-ingest" className="text-base font-semibold">
            What the team may send
          </h3>
          <p className="text-ink-3">
            What is too much is refused, and senders try again: nothing is lost as long as they do.
            {!mayChange && ' Administrators of this installation set these quotas.'}
          </p>
        </div>
        {mayChange && <Button onClick={() => setOpen(true)}>Change the quotas</Button>}
      </div>
      <ul aria-label="Quotas" className="divide-y divide-line rounded-lg border border-line">
        {QUOTA_NAMES.map((name) => (
          <QuotaRow key={name} name={name} quota={ingest.quotas[name]} />
        ))}
      </ul>
      <p className="text-xs text-ink-3">
        Bytes are those of the requests’ bodies, uncompressed; records are log records, spans and data points.
        A second’s figure is the average of the last ten; five seconds’ worth may come at once. A day is one
        of UTC: its counts begin anew <When at={ingest.dayEndsAt} />.
        {ingest.refusedToday > 0 && ` ${formatCount(ingest.refusedToday, 'request')} refused today.`}
      </p>
      {isOpen && (
        <AmountsDialog
          title="What the team may send"
          intro="An empty field is no quota. A change holds from now on."
          fields={fields}
          onSave={(ingest) => change({ ingest })}
          onClose={() => setOpen(false)}
        />
      )}
    </section>
  );
}

function QuotaRow({ name, quota }: { readonly name: QuotaName; readonly quota: QuotaState }) {
  const { limit, used, state } = quota;
  return (
    <li className="grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 gap-y-1 px-3 py-2.5 sm:grid-cols-[11rem_minmax(0,1fr)_auto]">
      <span className="flex flex-wrap items-center gap-x-2 font-medium">
        {LABELS[name]}
        {state === 'near' && <Badge tone="caution">nearly reached</Badge>}
        {state === 'reached' && <Badge tone="danger">reached</Badge>}
      </span>
      {limit === undefined ? (
        <span className="hidden sm:block" />
      ) : (
        <Meter share={used / limit} className="col-span-2 row-start-2 sm:col-span-1 sm:row-start-auto" />
      )}
      <span className="text-right tabular-nums text-ink-2">
        {amountText(name, used)}
        {limit === undefined ? (
          <span className="text-ink-3"> · no quota</span>
        ) : (
          <span className="text-ink-3"> of {amountText(name, limit)}</span>
        )}
      </span>
    </li>
  );
}

// Changes for how many days a signal is kept; what that drops is shown first, and confirmed by the team's name.
import { useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { type FormEvent, useId, useState } from 'react';
import { formatBytes, formatDays } from '#app/components/settings/common/amounts.ts';
import { ConfirmName } from '#app/components/settings/common/confirm-name.tsx';
import { formatCount } from '#app/components/time/format.ts';
import { Button } from '#app/components/ui/button.tsx';
import { SMALL_INPUT } from '#app/components/ui/field.tsx';
import type { RetainedSignal } from '#app/lib/auth/team-settings.ts';
import { errorText, toUserError } from '#app/lib/core/user-error.ts';
import { type RetentionLoss, retentionChange } from '#app/lib/storage/schema.ts';
import { changeRetention, getRetentionLoss } from '#app/lib/storage/storage.functions.ts';
import { SIGNAL_NAMES } from './signal-names.ts';

const shell = getRouteApi('/_app');

interface KeepFormProps {
  readonly signal: RetainedSignal;
  readonly keptDays: number;
  readonly isOwn: boolean;
  readonly defaultDays: number;
}

export function KeepForm({ signal, keptDays, isOwn, defaultDays }: KeepFormProps) {
  const id = useId();
  const queryClient = useQueryClient();
  const { viewer } = shell.useRouteContext();
  const [text, setText] = useState(String(keptDays));
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  const [asked, setAsked] = useState<{ readonly days: number | null; readonly loss: RetentionLoss }>();
  const { title, record } = SIGNAL_NAMES[signal];

  const save = async (days: number | null, confirm?: string) => {
    await changeRetention({ data: { [signal]: days, ...(confirm !== undefined && { confirm }) } });
    await queryClient.invalidateQueries({ queryKey: ['storage'] });
  };
  const change = async (days: number | null) => {
    setBusy(true);
    setProblem(undefined);
    try {
      const isShorter = (days ?? defaultDays) < keptDays;
      const loss = isShorter ? await getRetentionLoss({ data: { [signal]: days } }) : undefined;
      if (loss && loss.signals.length > 0) setAsked({ days, loss });
      else await save(days);
    } catch (thrown) {
      setProblem(errorText(toUserError(thrown)));
    }
    setBusy(false);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const parsed = retentionChange.safeParse({ [signal]: text.trim() === '' ? undefined : Number(text) });
    if (text.trim() === '' || !parsed.success) {
      setProblem(parsed.error?.issues[0]?.message ?? 'Say for how many days.');
      return;
    }
    void change(Number(text));
  };
  const isChanged = Number(text) !== keptDays;
  return (
    <form onSubmit={submit} className="flex flex-col items-start gap-1">
      <div className="flex flex-wrap items-center gap-2">
        <label htmlFor={id} className="text-xs text-ink-2">
          Days<span className="sr-only"> to keep {title.toLowerCase()}</span>
        </label>
        <input
          id={id}
          inputMode="numeric"
          value={text}
          onChange={(event) => {
            setText(event.target.value);
            setProblem(undefined);
          }}
          aria-invalid={problem ? true : undefined}
          aria-describedby={problem ? `${id}-problem` : undefined}
          className={`${SMALL_INPUT} w-20! tabular-nums`}
        />
        <Button type="submit" variant={isChanged ? 'primary' : 'secondary'} disabled={!isChanged || busy}>
          {busy ? 'Saving…' : 'Save'}
        </Button>
        {isOwn && (
          <Button
            variant="ghost"
            disabled={busy}
            data-tip={`Back to ${formatDays(defaultDays)}, as the installation has it`}
            onClick={() => void change(null)}
          >
            Use the default
          </Button>
        )}
      </div>
      {problem && (
        <p id={`${id}-problem`} role="alert" className="max-w-72 text-xs text-danger">
          {problem}
        </p>
      )}
      {asked && (
        <ConfirmName
          title={`Keep ${title.toLowerCase()} for ${formatDays(asked.days ?? defaultDays)} only?`}
          name={viewer.team.name}
          consequence={<Loss loss={asked.loss} record={record} />}
          action="Drop it and save"
          busyAction="Dropping…"
          onConfirm={() => save(asked.days, viewer.team.name)}
          onClose={() => setAsked(undefined)}
        />
      )}
    </form>
  );
}

function Loss({ loss, record }: { readonly loss: RetentionLoss; readonly record: string }) {
  const [signal] = loss.signals;
  if (signal === undefined) return null;
  return (
    <>
      This drops{' '}
      <strong className="font-semibold text-ink">
        {formatCount(signal.rows, record)} of {formatDays(signal.days)}, {formatBytes(signal.bytes)}
      </strong>{' '}
      ({signal.from === signal.to ? signal.from : `${signal.from} to ${signal.to}`}) at once, with all that is
      counted from them. Nothing brings them back.
    </>
  );
}

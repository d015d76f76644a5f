// What one takes away from a stored trace: its id, a link, files, a comparison.

import { useNavigate } from '@tanstack/react-router';
import { Download, GitCompareArrows, Link2 } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { teamUrl } from '#app/components/shell/current-team.ts';
import { Button, buttonClass } from '#app/components/ui/button.tsx';
import { PanelButton } from '#app/components/ui/choices.tsx';
import { CopyButton, useCopy } from '#app/components/ui/copy-button.tsx';
import { download } from '#app/components/ui/download.ts';
import { SMALL_INPUT } from '#app/components/ui/field.tsx';
import { lazyPanel, PanelTrigger } from '#app/components/ui/panel-trigger.tsx';
import { type PanelProps, Popover } from '#app/components/ui/popover.tsx';

interface TraceActionsProps {
  readonly traceId: string;
  readonly source: string;
}

const filesPanel = lazyPanel<TraceActionsProps>(async () => FilesPanel);
const comparePanel = lazyPanel<TraceActionsProps>(async () => ComparePanel);

export function TraceActions(props: TraceActionsProps) {
  const { copied, copy } = useCopy();
  return (
    <>
      <PanelTrigger
        panel={comparePanel}
        panelProps={props}
        className={buttonClass('secondary')}
        aria-label="Compare with another trace"
      >
        <GitCompareArrows className="size-3.5" aria-hidden />
        <span className="max-lg:hidden">Compare</span>
      </PanelTrigger>
      <PanelTrigger
        panel={filesPanel}
        panelProps={props}
        className={buttonClass('secondary')}
        aria-label="Download"
      >
        <Download className="size-3.5" aria-hidden />
        <span className="max-lg:hidden">Download</span>
      </PanelTrigger>
      <Button
        onClick={() => copy(window.location.href)}
        aria-label={copied ? 'Copied' : 'Copy link to this view'}
      >
        <Link2 className="size-3.5" aria-hidden />
        <span className="max-lg:hidden">{copied ? 'Copied' : 'Copy link'}</span>
      </Button>
    </>
  );
}

/** The id, shortened where there is no room. */
export function TraceId({ traceId }: { readonly traceId: string }) {
  return (
    <span className="flex min-w-0 items-center gap-1">
      <span className="min-w-0 truncate font-mono text-xs text-ink-3" data-testid="trace-id">
        {traceId}
      </span>
      <CopyButton text={traceId} label="Copy the trace id" />
    </span>
  );
}

const FORMATS = [
  { format: 'otlp', label: 'OTLP JSON', about: 'For collectors and other tools' },
  { format: 'jaeger', label: 'Jaeger JSON', about: 'For the Jaeger UI' },
  { format: 'maple', label: 'Maple JSON', about: 'As the API answers it' },
] as const;

function FilesPanel({ traceId, source, ...panel }: TraceActionsProps & PanelProps) {
  return (
    <Popover label="Download" align="end" className="w-56 p-1" {...panel}>
      {FORMATS.map(({ format, label, about }) => (
        <PanelButton
          key={format}
          onClick={() => {
            const query = new URLSearchParams({ format, source });
            download(
              teamUrl(`/api/v1/traces/${encodeURIComponent(traceId)}?${query}`),
              `trace-${traceId}.${format}.json`,
            );
            panel.onClose();
          }}
          className="py-1"
        >
          <span>
            <span className="block">{label}</span>
            <span className="block text-2xs text-ink-3">{about}</span>
          </span>
        </PanelButton>
      ))}
    </Popover>
  );
}

function ComparePanel({ traceId, source: _source, ...panel }: TraceActionsProps & PanelProps) {
  const navigate = useNavigate();
  const [other, setOther] = useState('');
  // Whole links are pasted too.
  const id = /([0-9a-f]{32})/i.exec(other)?.[1]?.toLowerCase() ?? other.trim();
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    if (id !== '') void navigate({ to: '/traces/compare', search: { left: traceId, right: id } });
  };
  return (
    <Popover label="Compare with another trace" align="end" className="w-80 p-3" {...panel}>
      <form onSubmit={onSubmit} className="flex flex-col gap-2">
        <label className="flex flex-col gap-1 text-xs">
          Compare this trace with
          <input
            value={other}
            onChange={(event) => setOther(event.target.value)}
            placeholder="A trace id, or a link to a trace"
            spellCheck={false}
            className={SMALL_INPUT}
          />
        </label>
        <Button type="submit" variant="primary" disabled={id === ''} className="self-end">
          Compare
        </Button>
      </form>
    </Popover>
  );
}

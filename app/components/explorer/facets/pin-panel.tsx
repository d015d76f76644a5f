// For whom a facet is pinned. Loaded when it is first opened.
import { Check } from 'lucide-react';
import { PanelButton } from '#app/components/ui/choices.tsx';
import { type PanelProps, Popover } from '#app/components/ui/popover.tsx';
import { toUserError } from '#app/lib/core/user-error.ts';
import type { FacetPins } from '#app/lib/saved/schema.ts';

export interface PinPanelProps {
  readonly field: string;
  readonly pins: FacetPins;
  readonly error: unknown;
  readonly onToggle: (scope: keyof FacetPins) => void;
}

const SCOPES = [
  { scope: 'user', label: 'Pin for me' },
  { scope: 'team', label: 'Pin for the team' },
] as const;

export function PinPanel({ field, pins, error, onToggle, ...panel }: PinPanelProps & PanelProps) {
  return (
    <Popover {...panel} label={`Pin ${field}`} align="start" className="w-48 p-1.5">
      {SCOPES.map(({ scope, label }) => (
        <PanelButton
          key={scope}
          aria-pressed={pins[scope].includes(field)}
          onClick={() => {
            onToggle(scope);
            panel.onClose();
          }}
        >
          {label}
          {pins[scope].includes(field) && <Check className="ml-auto size-3.5 text-accent-ink" aria-hidden />}
        </PanelButton>
      ))}
      {error ? (
        <p role="alert" className="px-2 py-1 text-2xs text-danger">
          {toUserError(error).message}
        </p>
      ) : null}
    </Popover>
  );
}

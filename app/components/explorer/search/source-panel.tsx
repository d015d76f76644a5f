// The sources to choose from. Loaded when it is first opened.
import { Choices } from '#app/components/ui/choices.tsx';
import { type PanelProps, Popover } from '#app/components/ui/popover.tsx';

export interface SourcePanelProps {
  readonly sources: readonly { readonly id: string; readonly name: string }[];
  readonly value: string;
  readonly onChange: (source: string) => void;
}

export function SourcePanel({ sources, value, onChange, trigger, onClose }: SourcePanelProps & PanelProps) {
  return (
    <Popover
      trigger={trigger}
      onClose={onClose}
      label="Source"
      align="start"
      className="max-h-96 w-56 overflow-y-auto p-1"
    >
      <Choices
        label="Search in"
        value={value}
        options={sources.map(({ id, name }) => ({
          value: id,
          label: <span className="truncate">{name}</span>,
        }))}
        onChange={(source) => {
          onClose();
          onChange(source);
        }}
      />
    </Popover>
  );
}

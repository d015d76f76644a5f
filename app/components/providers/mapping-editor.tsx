// Which group leads to which team, with which role.
import { Plus, X } from 'lucide-react';
import { Button, IconButton } from '#app/components/ui/button.tsx';
import { INPUT } from '#app/components/ui/field.tsx';
import type { ProviderDraft } from './provider-draft.ts';
import { RoleSelect, SelectField } from './select-field.tsx';

type Line = ProviderDraft['mapping'][number];

interface MappingEditorProps {
  readonly mapping: readonly Line[];
  readonly teams: readonly { readonly id: string; readonly name: string }[];
  readonly placeholder: string;
  readonly onChange: (mapping: readonly Line[]) => void;
}

export function MappingEditor({ mapping, teams, placeholder, onChange }: MappingEditorProps) {
  const options = teams.map(({ id, name }) => ({ value: id, label: name }));
  const change = (index: number, part: Partial<Line>) =>
    onChange(mapping.map((line, at) => (at === index ? { ...line, ...part } : line)));
  return (
    <div className="flex flex-col gap-2">
      {mapping.map((line, index) => {
        const nth = `line ${index + 1}`;
        const known = options.some(({ value }) => value === line.teamId);
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines have no other identity
          <div key={index} className="flex flex-wrap items-center gap-2">
            <input
              aria-label={`Group of ${nth}`}
              value={line.group}
              placeholder={placeholder}
              onChange={(event) => change(index, { group: event.target.value })}
              maxLength={200}
              spellCheck={false}
              className={`${INPUT} min-w-40 flex-1 font-mono`}
            />
            <SelectField
              label={`Team of ${nth}`}
              isLabelHidden
              value={line.teamId}
              options={known ? options : [...options, { value: line.teamId, label: 'A team that is gone' }]}
              onChange={(teamId) => change(index, { teamId })}
            />
            <RoleSelect
              label={`Role of ${nth}`}
              isLabelHidden
              value={line.role}
              onChange={(role) => change(index, { role })}
            />
            <IconButton
              label={`Remove ${nth}`}
              onClick={() => onChange(mapping.filter((_, at) => at !== index))}
            >
              <X className="size-3.5" aria-hidden />
            </IconButton>
          </div>
        );
      })}
      <Button
        className="w-fit"
        onClick={() => onChange([...mapping, { group: '', teamId: teams[0]?.id ?? '', role: 'member' }])}
      >
        <Plus className="size-3.5" aria-hidden />
        Add a group
      </Button>
    </div>
  );
}

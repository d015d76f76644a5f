// Which sources a key may read: all of them, or some.
import { useQuery } from '@tanstack/react-query';
import { CheckLine } from '#app/components/settings/common/check-line.tsx';
import type { KeyInput } from '#app/lib/keys/schema.ts';
import { sourcesOptions } from '#app/lib/sources/queries.ts';

interface SourceChoiceProps {
  readonly value: KeyInput['allowedSources'];
  readonly onChange: (value: KeyInput['allowedSources']) => void;
}

export function SourceChoice({ value, onChange }: SourceChoiceProps) {
  const { data: sources = [] } = useQuery(sourcesOptions());
  return (
    <fieldset className="flex flex-col gap-1">
      <legend className="mb-1 font-medium">It reads</legend>
      <CheckLine
        label="All sources"
        text="Also those that are added later."
        checked={value === null}
        onChange={(all) => onChange(all ? null : [])}
      />
      {value !== null && (
        <div className="ml-3 flex max-h-40 flex-col overflow-y-auto border-l border-line px-2 slim-scroll">
          {sources.map(({ id, name }) => (
            <CheckLine
              key={id}
              label={name}
              checked={value.includes(id)}
              onChange={(checked) =>
                onChange(checked ? [...value, id] : value.filter((other) => other !== id))
              }
            />
          ))}
        </div>
      )}
    </fieldset>
  );
}

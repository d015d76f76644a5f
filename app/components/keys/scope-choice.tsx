// What a new key may do: a check box and an explanation for each scope.

import { CheckLine } from '#app/components/settings/common/check-line.tsx';
import { KEY_SCOPES, type KeyInput } from '#app/lib/keys/schema.ts';
import { SCOPE_TEXTS } from './scope-text.ts';

interface ScopeChoiceProps {
  readonly scopes: KeyInput['scopes'];
  readonly onChange: (scopes: KeyInput['scopes']) => void;
}

export function ScopeChoice({ scopes, onChange }: ScopeChoiceProps) {
  return (
    <fieldset className="flex flex-col gap-1">
      <legend className="mb-1 font-medium">It may</legend>
      {SCOPE_TEXTS.map(({ scope, label, text }) => (
        <CheckLine
          key={scope}
          label={label}
          text={text}
          checked={scopes.includes(scope)}
          onChange={(checked) =>
            onChange(KEY_SCOPES.filter((one) => (one === scope ? checked : scopes.includes(one))))
          }
        />
      ))}
    </fieldset>
  );
}

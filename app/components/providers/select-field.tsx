// A labelled choice of one among a few.
import { useId } from 'react';
import { INPUT } from '#app/components/ui/field.tsx';
import type { Role } from '#app/lib/auth/scopes.ts';

interface SelectFieldProps {
  readonly label: string;
  readonly value: string;
  readonly options: readonly { readonly value: string; readonly label: string }[];
  readonly onChange: (value: string) => void;
  /** Only read aloud. */
  readonly isLabelHidden?: boolean;
}

export function SelectField({ label, value, options, onChange, isLabelHidden }: SelectFieldProps) {
  const id = useId();
  return (
    <div className="flex min-w-0 flex-1 flex-col gap-1">
      <label htmlFor={id} className={isLabelHidden ? 'sr-only' : 'font-medium'}>
        {label}
      </label>
      <select id={id} value={value} onChange={(event) => onChange(event.target.value)} className={INPUT}>
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
    </div>
  );
}

interface RoleSelectProps {
  readonly label: string;
  readonly value: Role;
  readonly onChange: (role: Role) => void;
  readonly isLabelHidden?: boolean;
}

/** A role in a team. */
export function RoleSelect({ onChange, ...props }: RoleSelectProps) {
  return (
    <SelectField
      {...props}
      options={[
        { value: 'viewer', label: 'Viewer' },
        { value: 'member', label: 'Member' },
        { value: 'admin', label: 'Admin' },
        { value: 'owner', label: 'Owner' },
      ]}
      onChange={(role) => onChange(role as Role)}
    />
  );
}

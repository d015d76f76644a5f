// One of a few, in a page's bar: the platform's own list, which works with every keyboard and on every phone.
import { cn } from '#app/components/ui/cn.ts';

interface SmallSelectProps {
  readonly label: string;
  readonly value: string;
  readonly options: readonly { readonly value: string; readonly label: string }[];
  readonly onChange: (value: string) => void;
  readonly className?: string;
}

export function SmallSelect({ label, value, options, onChange, className }: SmallSelectProps) {
  return (
    <select
      aria-label={label}
      data-tip={label}
      value={value}
      onChange={(event) => onChange(event.target.value)}
      className={cn(
        'h-7 min-w-0 max-w-44 truncate rounded-md border border-line bg-raised px-1.5 text-ink hover:bg-hover',
        'pointer-coarse:h-9 pointer-coarse:text-[16px]',
        className,
      )}
    >
      {options.map((option) => (
        <option key={option.value} value={option.value}>
          {option.label}
        </option>
      ))}
    </select>
  );
}

interface EnvironmentPickerProps {
  readonly value: string;
  /** All that were seen in the range. */
  readonly environments: readonly string[];
  readonly onChange: (environment: string) => void;
}

/** Which environment; not there while only one is known and all are shown. */
export function EnvironmentPicker({ value, environments, onChange }: EnvironmentPickerProps) {
  const names = [...new Set([...environments, ...(value === '' ? [] : [value])])].sort();
  if (names.length === 0 || (names.length === 1 && value === '')) return null;
  return (
    <SmallSelect
      label="Environment"
      value={value}
      options={[
        { value: '', label: 'All environments' },
        ...names.map((name) => ({ value: name, label: name })),
      ]}
      onChange={onChange}
    />
  );
}

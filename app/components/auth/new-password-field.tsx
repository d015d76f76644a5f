// The field of a password that is chosen: the rule, how far one is, and what the server had against it.
import { useEffect, useRef, useState } from 'react';
import { cn } from '#app/components/ui/cn.ts';
import { PASSWORD_MIN_LENGTH, type PasswordStrength, passwordStrength } from '#app/lib/core/password.ts';
import { PasswordField } from './password-field.tsx';

interface NewPasswordFieldProps {
  readonly label: string;
  /** Of the form's value. */
  readonly name: string;
  /** Why the server refused the one that was sent. */
  readonly refusal?: string | undefined;
}

/** The meter goes by length and rows alone, and says nothing about words: only the server knows the most used passwords. */
export function NewPasswordField({ label, name, refusal }: NewPasswordFieldProps) {
  const ref = useRef<HTMLInputElement>(null);
  const [value, setValue] = useState('');
  const [refused, setRefused] = useState<string>();
  useEffect(() => {
    const form = ref.current?.form;
    const empty = () => setValue('');
    form?.addEventListener('reset', empty);
    return () => form?.removeEventListener('reset', empty);
  }, []);
  useEffect(() => {
    if (refusal === undefined) return;
    setRefused(ref.current?.value);
    ref.current?.focus();
  }, [refusal]);
  const isRefused = refusal !== undefined && value === refused;
  return (
    <PasswordField
      label={label}
      name={name}
      inputRef={ref}
      autoComplete="new-password"
      minLength={PASSWORD_MIN_LENGTH}
      onChange={(event) => setValue(event.currentTarget.value)}
      below={
        <Meter
          strength={isRefused ? REFUSED : passwordStrength(value)}
          isLongEnough={value.length >= PASSWORD_MIN_LENGTH}
        />
      }
      hint={`At least ${PASSWORD_MIN_LENGTH} characters, of any kind.`}
      error={isRefused ? refusal : undefined}
    />
  );
}

/** What the server knows better. */
const REFUSED: PasswordStrength = { filled: 1, word: 'Easy to guess' };
const COLOURS = ['', 'bg-danger', 'bg-caution', 'bg-ok', 'bg-ok'] as const;

interface MeterProps {
  readonly strength: PasswordStrength;
  readonly isLongEnough: boolean;
}

/** Four parts and a word. What is read aloud is the word alone, and not how many characters are missing after each. */
function Meter({ strength: { filled, word }, isLongEnough }: MeterProps) {
  return (
    <div className="flex h-4 items-center gap-2">
      <div aria-hidden className="flex flex-1 gap-1">
        {[1, 2, 3, 4].map((part) => (
          <span
            key={part}
            className={cn('h-1 flex-1 rounded-full', part <= filled ? COLOURS[filled] : 'bg-line')}
          />
        ))}
      </div>
      <span aria-hidden className="min-w-22 text-right text-xs text-ink-2 tabular-nums">
        {word}
      </span>
      <span role="status" className="sr-only">
        {isLongEnough ? word : ''}
      </span>
    </div>
  );
}

// The field of a person's password, with a button that shows what was typed. Pasting and password managers work as in any field.
import { Eye, EyeOff } from 'lucide-react';
import { type ComponentProps, type RefObject, useEffect, useRef, useState } from 'react';
import { cn } from '#app/components/ui/cn.ts';
import { Field } from '#app/components/ui/field.tsx';

interface PasswordFieldProps extends Omit<ComponentProps<typeof Field>, 'type' | 'end' | 'ref'> {
  readonly autoComplete: 'current-password' | 'new-password';
  readonly inputRef?: RefObject<HTMLInputElement | null>;
}

/** Hidden again when the form is sent or emptied, so that nobody reads it from the screen afterwards. */
export function PasswordField({ inputRef, className, ...props }: PasswordFieldProps) {
  const [isShown, setIsShown] = useState(false);
  const own = useRef<HTMLInputElement>(null);
  const ref = inputRef ?? own;
  useEffect(() => {
    const form = ref.current?.form;
    const hide = () => setIsShown(false);
    form?.addEventListener('submit', hide);
    form?.addEventListener('reset', hide);
    return () => {
      form?.removeEventListener('submit', hide);
      form?.removeEventListener('reset', hide);
    };
  }, [ref]);
  const Icon = isShown ? EyeOff : Eye;
  return (
    <Field
      {...props}
      ref={ref}
      type={isShown ? 'text' : 'password'}
      required
      spellCheck={false}
      autoCapitalize="none"
      autoCorrect="off"
      className={cn('pr-9 pointer-coarse:pr-11 [&::-ms-reveal]:hidden', className)}
      end={
        <button
          type="button"
          aria-label="Show what is typed"
          aria-pressed={isShown}
          data-tip={isShown ? 'Hide what is typed' : 'Show what is typed'}
          onClick={() => setIsShown(!isShown)}
          className="absolute inset-y-0 right-0 flex w-8 items-center justify-center rounded-md text-ink-3 hover:text-ink pointer-coarse:w-10"
        >
          <Icon className="size-4" aria-hidden />
        </button>
      }
    />
  );
}

// The field of a password that is chosen, with the rule for its length.
import { Field } from '#app/components/ui/field.tsx';
import { PASSWORD_MAX_LENGTH, PASSWORD_MIN_LENGTH } from '#app/lib/core/password.ts';

interface NewPasswordFieldProps {
  readonly label: string;
  /** Of the form's value. */
  readonly name: string;
}

export function NewPasswordField(props: NewPasswordFieldProps) {
  return (
    <Field
      {...props}
      type="password"
      autoComplete="new-password"
      required
      minLength={PASSWORD_MIN_LENGTH}
      maxLength={PASSWORD_MAX_LENGTH}
      hint={`At least ${PASSWORD_MIN_LENGTH} characters.`}
    />
  );
}

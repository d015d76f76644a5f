// An error of a whole form, above its buttons.
import type { ReactNode } from 'react';

export function FormProblem({ children }: { readonly children: ReactNode }) {
  return (
    <p role="alert" className="rounded-md bg-danger-soft px-3 py-2 text-danger">
      {children}
    </p>
  );
}

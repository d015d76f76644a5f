// Buttons: with words, and square ones with an icon and a tooltip.
import type { ComponentProps } from 'react';
import { cn } from './cn.ts';

const VARIANTS = {
  primary: 'bg-accent text-on-accent hover:brightness-110 font-medium',
  secondary: 'border border-line bg-raised text-ink hover:bg-hover',
  ghost: 'text-ink-2 hover:bg-hover hover:text-ink',
} as const;

const BASE =
  'inline-flex shrink-0 items-center justify-center gap-1.5 rounded-md whitespace-nowrap select-none ' +
  'transition-colors duration-100 disabled:opacity-50 disabled:pointer-events-none aria-disabled:opacity-50';

/** The look of a button of 28 px; 36 px where fingers are the pointer. */
export function buttonClass(variant: keyof typeof VARIANTS, className?: string): string {
  return cn(BASE, 'h-7 px-2.5 pointer-coarse:h-9 pointer-coarse:px-3', VARIANTS[variant], className);
}

export interface ButtonProps extends ComponentProps<'button'> {
  readonly variant?: keyof typeof VARIANTS;
}

/** A button with words. */
export function Button({ variant = 'secondary', className, type = 'button', ...props }: ButtonProps) {
  return <button type={type} className={buttonClass(variant, className)} {...props} />;
}

interface IconButtonProps extends Omit<ButtonProps, 'aria-label'> {
  readonly label: string;
  /** Shown after the label in the tooltip. */
  readonly shortcut?: string;
}

/** A square button whose label is read aloud and shown on hover. */
export function IconButton({ label, shortcut, variant = 'ghost', className, ...props }: IconButtonProps) {
  return (
    <button
      type="button"
      aria-label={label}
      data-tip={label}
      data-tip-keys={shortcut}
      className={cn(BASE, 'size-7 pointer-coarse:size-9', VARIANTS[variant], className)}
      {...props}
    />
  );
}

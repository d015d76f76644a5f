// Joins class names; where two Tailwind classes set the same property, the later one wins.
import { type ClassValue, clsx } from 'clsx';
import { twMerge } from 'tailwind-merge';

/** Class names from strings, arrays and conditions, without Tailwind conflicts. */
export function cn(...inputs: ClassValue[]): string {
  return twMerge(clsx(inputs));
}

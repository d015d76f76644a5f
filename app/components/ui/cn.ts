// Joins class names.
import { type ClassValue, clsx } from 'clsx';

/**
 * Class names from strings, arrays and conditions. Classes that set the same property are not sorted out: give each
 * property once.
 */
export function cn(...inputs: ClassValue[]): string {
  return clsx(inputs);
}

// Administrators of the installation as the settings show them.
import { z } from 'zod';

/** Somebody who administrates the installation. */
export interface Administrator {
  readonly userId: string;
  readonly name: string;
  readonly email: string;
  readonly hasTwoFactor: boolean;
}

export const administratorEmail = z.object({ email: z.string().max(400) });
export const administratorById = z.object({ userId: z.string().min(1).max(64) });

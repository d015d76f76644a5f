// People of a team as the API and the settings show them.
import { z } from 'zod';

export const role = z.enum(['owner', 'admin', 'member', 'viewer']);

const userId = z.string().min(1).max(64);

export const memberById = z.object({ userId });
export const memberRole = z.object({ userId, role });

const time = z.string().describe('RFC 3339');

export const teamMember = z.object({
  userId: z.string(),
  name: z.string(),
  email: z.string(),
  role,
  isInstanceAdmin: z.boolean().describe('Administrates the installation'),
  since: time,
  provider: z.string().nullable().describe('The identity provider whose groups gave the role'),
  lastSeenAt: time.nullable().describe('Only admins are told; null when not known'),
  hasTwoFactor: z.boolean().nullable().describe('Only admins are told'),
  keys: z
    .number()
    .int()
    .nullable()
    .describe('Keys in use that they made, which end with them. Only admins are told'),
});
export type TeamMember = z.output<typeof teamMember>;

export const memberList = z.object({ members: z.array(teamMember) });

export const removedMember = z.object({
  revokedKeys: z.number().int().describe('Keys that the person had made'),
});

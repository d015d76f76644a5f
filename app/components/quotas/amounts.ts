// Amounts as people type and read them in the forms of limits. Pure.
import { bytesText } from '#app/lib/quotas/schema.ts';

export type AmountKind = 'bytes' | 'count' | 'seconds';

const FACTORS: Readonly<Record<AmountKind, Readonly<Record<string, number>>>> = {
  bytes: {
    '': 1,
    b: 1,
    k: 1_024,
    kb: 1_000,
    kib: 1_024,
    m: 1_024 ** 2,
    mb: 1e6,
    mib: 1_024 ** 2,
    g: 1_024 ** 3,
    gb: 1e9,
    gib: 1_024 ** 3,
    t: 1_024 ** 4,
    tb: 1e12,
    tib: 1_024 ** 4,
  },
  count: { '': 1, k: 1e3, m: 1e6, b: 1e9, g: 1e9 },
  seconds: { '': 1, s: 1, min: 60, m: 60, h: 3_600 },
};

/** What is typed: a whole number of bytes, things or seconds. `null` for nothing, undefined for what is no amount above zero. */
export function parseAmount(text: string, kind: AmountKind): number | null | undefined {
  if (text.trim() === '') return null;
  const [, digits = '', unit = ''] = /^([\d,_ ]*\d(?:\.\d+)?)\s*([a-z]*)$/i.exec(text.trim()) ?? [];
  const factor = FACTORS[kind][unit.toLowerCase()];
  if (digits === '' || factor === undefined) return undefined;
  const amount = Math.round(Number(digits.replaceAll(/[,_ ]/g, '')) * factor);
  return Number.isSafeInteger(amount) && amount > 0 ? amount : undefined;
}

/** The same amount as a text that is read back as it is. */
export function typedAmount(amount: number | undefined, kind: AmountKind): string {
  if (amount === undefined) return '';
  if (kind === 'bytes') {
    const text = bytesText(amount);
    return parseAmount(text, kind) === amount ? text : String(amount);
  }
  return amount.toLocaleString('en-US');
}

/** What an input may look like, for the message of one that is wrong. */
export const EXAMPLES: Readonly<Record<AmountKind, string>> = {
  bytes: 'Write a size like 5 MiB or 20 GB, or nothing for no limit.',
  count: 'Write a whole number like 10,000 or 5M, or nothing for no limit.',
  seconds: 'Write whole seconds like 30, or nothing for no limit.',
};

/** `1.2 GiB`, `5,000,000`, `30 s`. */
export function shownAmount(amount: number, kind: AmountKind): string {
  if (kind === 'bytes') return bytesText(amount);
  return kind === 'seconds' ? `${amount.toLocaleString('en-US')} s` : amount.toLocaleString('en-US');
}

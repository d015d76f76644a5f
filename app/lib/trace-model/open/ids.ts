// Ids of spans and traces as files write them: hexadecimal of either case, shortened by Jaeger, base64 by some exporters.

const HEX = /^[0-9a-f]+$/i;
const BASE64_LENGTHS = new Map([
  [24, 16],
  [12, 8],
]);

/** A trace id in its usual form, 16 or 32 lower-case digits, '' for none; what is no such id stays as it is. */
export function traceIdText(id: string): string {
  const digits = hexDigits(id);
  if (digits === undefined || digits.length > 32) return id;
  return /^0*$/.test(digits) ? '' : digits.padStart(digits.length > 16 ? 32 : 16, '0');
}

/** A span id as 16 lower-case digits, '' for none; what is no such id stays as it is. */
export function spanIdText(id: string): string {
  const digits = hexDigits(id);
  if (digits === undefined || digits.length > 16) return id;
  return /^0*$/.test(digits) ? '' : digits.padStart(16, '0');
}

function hexDigits(id: string): string | undefined {
  if (id === '' || HEX.test(id)) return id.toLowerCase();
  const bytes = BASE64_LENGTHS.get(id.length);
  if (bytes === undefined || !/^[\w+/-]+={1,2}$/.test(id)) return undefined;
  const binary = atob(id.replaceAll('-', '+').replaceAll('_', '/'));
  return Array.from(binary, (unit) => unit.charCodeAt(0).toString(16).padStart(2, '0')).join('');
}

const MASK = (1n << 64n) - 1n;

/** The number that stands for a span id in columns: its bytes, or a hash (FNV-1a) of an id of another form. 0 for none. */
export function spanIdNumber(id: string): bigint {
  if (id === '') return 0n;
  if (/^[0-9a-f]{16}$/.test(id)) return BigInt(`0x${id}`);
  let hash = 0xcbf2_9ce4_8422_2325n;
  for (const byte of new TextEncoder().encode(id)) hash = ((hash ^ BigInt(byte)) * 0x100_0000_01b3n) & MASK;
  return hash === 0n ? 1n : hash;
}

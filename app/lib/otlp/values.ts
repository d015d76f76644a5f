// Attribute values as the text that is stored: the exporter's rules for numbers, arrays and maps.

/** Arrays and maps inside each other may be this deep; a record with deeper ones is rejected. */
export const MAX_DEPTH = 64;

/** A signed 64-bit number, given as unsigned halves, exactly. */
export function int64Text(high: number, low: number): string {
  if (high === 0) return String(low);
  // Up to 53 bits, of either sign, a double is exact.
  if (high < 0x20_0000) return String(high * 0x1_0000_0000 + low);
  if (high >= 0xffe0_0000) return String((high - 0x1_0000_0000) * 0x1_0000_0000 + low);
  return BigInt.asIntN(64, (BigInt(high) << 32n) | BigInt(low)).toString();
}

/** A double inside JSON; what JSON has no number for becomes a string. */
export function doubleJson(value: number): string {
  return Number.isFinite(value) ? String(value) : `"${value}"`;
}

/** A map as compact JSON with its keys sorted by their UTF-8 bytes. The values are JSON already. */
export function mapJson(entries: ReadonlyMap<string, string>): string {
  const keys = [...entries.keys()].sort(compareUtf8);
  return `{${keys.map((key) => `${JSON.stringify(key)}:${entries.get(key)}`).join(',')}}`;
}

/** The order of two strings' UTF-8 bytes, which differs from that of their UTF-16 units above U+D7FF. */
export function compareUtf8(a: string, b: string): number {
  const shared = Math.min(a.length, b.length);
  for (let i = 0; i < shared; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x !== y) return x >= 0xd800 && y >= 0xd800 ? codePointOrder(x) - codePointOrder(y) : x - y;
  }
  return a.length - b.length;
}

/** Moves surrogates, which stand for code points above U+FFFF, behind the rest of the units. */
const codePointOrder = (unit: number): number => (unit >= 0xe000 ? unit - 0x800 : unit + 0x2000);

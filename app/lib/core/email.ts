// Email addresses in the one form in which they are compared and stored.

const LONGEST = 254;

/**
 * The address in lower case with its domain as DNS has it (`ä@BÜRO.de` is `ä@xn--bro-hoa.de`), or undefined for what is none.
 * No letter outside of ASCII turns into one of it: addresses that a mail server tells apart (`K`, the Kelvin sign) stay apart.
 */
export function normalEmail(text: string): string | undefined {
  const trimmed = text.trim();
  const at = trimmed.lastIndexOf('@');
  const local = trimmed.slice(0, at).normalize('NFC');
  const domain = asciiDomain(trimmed.slice(at + 1));
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be in an address
  if (at < 1 || domain === undefined || /[\s\u0000-\u001f\u007f<>(),;:\\"[\]@]/.test(local)) return undefined;
  if (/^\.|\.$|\.\./.test(local)) return undefined;
  const letters = trimmed.slice(0, at).match(/\P{M}?\p{M}*/gu) ?? [];
  const email = `${letters.map(lower).join('')}@${domain}`;
  return email.length > LONGEST ? undefined : email;
}

/** Whether two texts are the same address. */
export function isSameEmail(left: string, right: string): boolean {
  const normal = normalEmail(left);
  return normal !== undefined && normal === normalEmail(right);
}

/** A letter with its marks, in lower case and composed; as it is when that would be ASCII and it is not. */
function lower(letter: string): string {
  const changed = letter.normalize('NFC').toLowerCase();
  // biome-ignore lint/suspicious/noControlCharactersInRegex: all of ASCII
  const turnsIntoAscii = /[^\u0000-\u007f]/.test(letter) && /[\u0000-\u007f]/.test(changed);
  return turnsIntoAscii ? letter : changed;
}

/** The URL parser knows how domains are written (UTS 46), in Node and in browsers alike. */
function asciiDomain(domain: string): string | undefined {
  if (!/^[^\s/\\?#@:%[\]]+$/.test(domain)) return undefined;
  const host = URL.parse(`http://${domain.replace(/\.$/, '')}`)?.hostname;
  const isName =
    host !== undefined && /^(?=.{1,253}$)([a-z0-9-]{1,63}\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$/.test(host);
  return isName ? host : undefined;
}

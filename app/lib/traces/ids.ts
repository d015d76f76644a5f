// The ways in which people and tools write the id of a trace or span. Pure.

/**
 * An id as it may be stored, the likeliest first: as given, in lower and upper case, without the dashes of a UUID, and with
 * the zeros in front that some tools leave out. `digits`: how many an id has.
 */
export function idForms(text: string, digits: 16 | 32): string[] {
  const id = text.trim();
  const bare = id.replaceAll('-', '').replace(/^0x/i, '');
  const forms = [id, id.toLowerCase(), id.toUpperCase()];
  if (/^[0-9a-f]+$/i.test(bare) && bare.length <= digits) {
    const lower = bare.toLowerCase();
    forms.push(lower, lower.padStart(digits, '0'));
  }
  return [...new Set(forms)];
}

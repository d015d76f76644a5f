// A team's name in addresses: suggested from its name in any alphabet, and which names are not to be had. Pure.
import { TEAM_SLUG } from '#app/lib/auth/team-settings.ts';

const LONGEST = 40;

/** Words that are, or may become, something else in an address. `default` is the slug of the first team. */
const RESERVED: ReadonlySet<string> = new Set([
  'api',
  'assets',
  'default',
  'health',
  'invite',
  'login',
  'logout',
  'new',
  'no-team',
  'reset',
  'setup',
  't',
]);

/** How letters without a decomposition into Latin ones are written in Latin; by the usual romanisations. */
const LATIN: ReadonlyMap<string, string> = new Map(
  Object.entries({
    ...{ ß: 'ss', æ: 'ae', œ: 'oe', ø: 'o', ł: 'l', đ: 'd', ð: 'd', þ: 'th', ı: 'i', ħ: 'h' },
    ...{ а: 'a', б: 'b', в: 'v', г: 'g', д: 'd', е: 'e', ж: 'zh', з: 'z', и: 'i', к: 'k', л: 'l', м: 'm' },
    ...{ н: 'n', о: 'o', п: 'p', р: 'r', с: 's', т: 't', у: 'u', ф: 'f', х: 'kh', ц: 'ts', ч: 'ch', ш: 'sh' },
    ...{
      щ: 'shch',
      ъ: '',
      ы: 'y',
      ь: '',
      э: 'e',
      ю: 'yu',
      я: 'ya',
      і: 'i',
      є: 'ye',
      ґ: 'g',
      ђ: 'dj',
      ј: 'j',
    },
    ...{ љ: 'lj', њ: 'nj', ћ: 'c', џ: 'dz' },
    ...{ α: 'a', β: 'v', γ: 'g', δ: 'd', ε: 'e', ζ: 'z', η: 'i', θ: 'th', ι: 'i', κ: 'k', λ: 'l', μ: 'm' },
    ...{ ν: 'n', ξ: 'x', ο: 'o', π: 'p', ρ: 'r', σ: 's', ς: 's', τ: 't', υ: 'y', φ: 'f', χ: 'ch', ψ: 'ps' },
    ...{ ω: 'o' },
  }),
);

/** Why a slug cannot be a team's, whoever has it; undefined when it can. */
export function slugProblem(slug: string): string | undefined {
  const parsed = TEAM_SLUG.safeParse(slug);
  if (!parsed.success) return parsed.error.issues[0]?.message;
  return RESERVED.has(parsed.data) ? `“${parsed.data}” is kept for Maple itself.` : undefined;
}

/**
 * A slug for a name that is none of `taken`: its letters in Latin ones and its digits, with a number behind when needed. A name
 * in an alphabet that has no such letters here gets `team-` and a few letters that are always the same for it.
 */
export function suggestSlug(name: string, taken: (slug: string) => boolean = () => false): string {
  const words = latin(name)
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^[-0-9]+|-+$/g, '');
  const base = cut(words === '' ? `team-${letters(name)}` : words, LONGEST);
  const isFree = (slug: string) => slugProblem(slug) === undefined && !taken(slug);
  if (isFree(base)) return base;
  for (let number = 2; ; number += 1) {
    const slug = `${cut(base, LONGEST - 1 - String(number).length)}-${number}`;
    if (isFree(slug)) return slug;
  }
}

/** The database of a team that is made with this slug. It stays when the name changes. */
export function databaseOfSlug(slug: string): string {
  return `otel_${slug.replaceAll('-', '_')}`;
}

function latin(name: string): string {
  const plain = name
    .normalize('NFKD')
    .replaceAll(/\p{M}+/gu, '')
    .toLowerCase();
  return Array.from(plain, (letter) => LATIN.get(letter) ?? letter)
    .join('')
    .replaceAll(/['’`]/g, '');
}

function cut(slug: string, length: number): string {
  return slug.slice(0, length).replace(/-+$/, '');
}

/** FNV-1a of the text in base 36: short, and the same for the same name. */
function letters(text: string): string {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return hash.toString(36).slice(0, 6);
}

// Finds secrets inside texts by their form: addresses with credentials, tokens, assignments of passwords. Pure.

/** What stands in the place of a secret. */
export const MASK = '••••';

/** Parts of the names of secrets, in fields and in texts; */
const PARTS =
  '(?:password|passwd|passphrase|secret|token|api[_-]?key|access[_-]?key|private[_-]?key|credential|authorization|cookie|signature|backup[_-]?codes?|recovery[_-]?codes?)';
const part = new RegExp(PARTS, 'i');
/** whole names that mean one in fields only: in a search or in SQL they may be columns; */
const whole = /^(?:key|pass|pwd|sig|otp|totp|jwt|dsn|hash|sealed\w*)$/i;
/** and names of what is no secret though it sounds so. */
const harmless = /^(?:key|token)_?(?:id|name|prefix|count)s?$/i;
const about =
  /(?:[a-z](?:Endpoint|Ur[il]|At|Days|Seconds|Changed|Method)|_(?:endpoint|ur[il]|at|days|seconds|changed|method))$/;

/** Whether a field of this name holds a secret. */
export function isSecretName(name: string): boolean {
  return (part.test(name) || whole.test(name)) && !harmless.test(name) && !about.test(name);
}

/** Functions of SQL that take credentials as texts. */
const TAKES_CREDENTIALS =
  /\b(?:remote|remoteSecure|s3\w*|gcs\w*|azureBlobStorage\w*|mysql|postgresql|mongodb|redis|sqlite|jdbc|odbc|hdfs\w*|iceberg\w*|deltaLake\w*|hudi\w*)\s*\(/gi;
/** A text of SQL: quotes are doubled or escaped in it. */
const SQL_TEXT = /'(?:[^'\\]|\\.|'')*'?/g;

/** Each keeps what is in its first group (and last, where there is one). None backtracks: what is masked may be long and hostile. */
const FORMS: readonly (readonly [RegExp, string])[] = [
  [/-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----[^-]*(?:-----END [A-Z ]{0,40}PRIVATE KEY-----)?/g, MASK],
  // https://user:password@host; a user alone may be a token, too.
  [/(\b[a-z][a-z0-9+.-]{1,30}:\/\/)[^\s/?#@]{1,500}@/gi, `$1${MASK}@`],
  [/(\b(?:Bearer|Basic|Digest|Token)\s+)[\w.~+/=-]{8,}/gi, `$1${MASK}`],
  [/\beyJ[\w-]{5,}\.[\w-]{5,}(?:\.[\w-]*)?/g, MASK],
  [
    /\b(?:mpl_[\w-]{12,}|gh[a-z]_\w{16,}|github_pat_\w{16,}|glpat-[\w-]{16,}|sk-[\w-]{16,}|xox[a-z]-[\w-]{10,}|AKIA[0-9A-Z]{12,}|AIza[\w-]{30,})/g,
    MASK,
  ],
  [/([?&](?:key|pass|pwd|sig|otp|jwt|code|state|hash)=)[^&#\s"']+/gi, `$1${MASK}`],
  [/(\bIDENTIFIED\s+(?:WITH\s+\w+\s+)?BY\s+)'(?:[^'\\]|\\.|'')*'?/gi, `$1'${MASK}'`],
];

const ASSIGNED = new RegExp(
  `(?<![\\w.-])([\\w.-]*${PARTS}[\\w.-]*)(["']?\\s{0,3}(?:=|:)\\s{0,3})("[^"]*"?|'[^']*'?|[^\\s&,;"'(){}]+)`,
  'gi',
);

/** The text with what looks like a secret in it masked; the rest, and what stands around it, stays. */
export function maskText(text: string): string {
  let masked = maskCredentialCalls(text);
  for (const [form, by] of FORMS) masked = masked.replace(form, by);
  return masked.replace(ASSIGNED, (all, name: string, between: string, value: string) => {
    if (!isSecretName(name) || value.startsWith(MASK) || /^(?:Bearer|Basic|Digest|Token)$/i.test(value))
      return all;
    const quote = /^["']/.exec(value)?.[0] ?? '';
    return `${name}${between}${quote}${MASK}${quote}`;
  });
}

/** Masks the texts between the parentheses of functions that take credentials. Calls in calls are in the same parentheses. */
function maskCredentialCalls(text: string): string {
  let masked = '';
  let rest = 0;
  for (const call of text.matchAll(TAKES_CREDENTIALS)) {
    const start = call.index + call[0].length;
    if (start <= rest) continue;
    const end = closing(text, start);
    masked += text.slice(rest, start) + text.slice(start, end).replace(SQL_TEXT, `'${MASK}'`);
    rest = end;
  }
  return masked + text.slice(rest);
}

/** Where the parenthesis that was opened before `start` is closed; the end of the text where it never is. */
function closing(text: string, start: number): number {
  let depth = 1;
  for (let at = start; at < text.length; at += 1) {
    const char = text[at];
    if (char === "'") {
      SQL_TEXT.lastIndex = at;
      at += (SQL_TEXT.exec(text)?.[0].length ?? 1) - 1;
    } else if (char === '(') depth += 1;
    else if (char === ')') {
      depth -= 1;
      if (depth === 0) return at;
    }
  }
  return text.length;
}

// Names in messages: nobody is led elsewhere by them.
import { expect, test } from 'vitest';
import { mailWords } from './mail-words.ts';

test.each([
  ['Ada Lovelace', 'Ada Lovelace'],
  ['Dr. J. Smith-Ørsted', 'Dr. J. Smith-Ørsted'],
  ['Payments 24/7', 'Payments 24/7'],
  ['x\r\nBcc: eve', 'x Bcc: eve'],
  ['see https://evil.example/x or ftp://evil.example', 'see … or …'],
  ['log in at evil-site.com/login', 'log in at evil-site. com/login'],
  ['mailto:x@evil-site.com', 'mailto:x@ evil-site. com'],
  ['evil。com, evil．com', 'evil。 com, evil． com'],
  ['10.0.0.1', '10. 0. 0. 1'],
])('%j is written as %j', (text, written) => expect(mailWords(text)).toBe(written));

test('is no longer than a line', () => expect(mailWords('a.b'.repeat(100))).toHaveLength(100));

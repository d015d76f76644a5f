// `name:rest` that is pasted text, and when it is a field after all.
import { describe, expect, test } from 'vitest';
import { parseSearch } from './parse.ts';
import { notation } from './testing.ts';

describe('pasted, nothing known', () => {
  test.each<[text: string, tree: string]>([
    ['http://example.com/a', '"http://example.com/a"'],
    ['https://example.com:8080/a?b=c&d=e', '"https://example.com:8080/a?b=c&d=e"'],
    ['//cdn.example.com/x', '"//cdn.example.com/x"'],
    ['s3://bucket/key', '"s3://bucket/key"'],
    ['git+ssh://host/x', '"git+ssh://host/x"'],
    ['file:///etc/hosts', '"file:///etc/hosts"'],
    ['GET=http://x', '"GET=http://x"'],
    ['http://[::1]:80/', '"http://[::1]:80/"'],
    ['jdbc:postgresql://h/db', 'jdbc="postgresql://h/db"'],
    ['::1', '"::1"'],
    ['::', '"::"'],
    ['fe80::1', '"fe80::1"'],
    ['fe80::1%eth0', '"fe80::1%eth0"'],
    ['2001:db8::/32', '"2001:db8::/32"'],
    ['2001:0db8:85a3:0000:0000:8a2e:0370:7334', '"2001:0db8:85a3:0000:0000:8a2e:0370:7334"'],
    ['[::1]', '"[::1]"'],
    ['[::1]:80', '"[::1]:80"'],
    ['[fe80::1%eth0]:8080', '"[fe80::1%eth0]:8080"'],
    ['::ffff:10.0.0.1', '"::ffff:10.0.0.1"'],
    ['a::b', '"a::b"'],
    ['1:2:3:4:5:6:7:8', '"1:2:3:4:5:6:7:8"'],
    ['1:2:3:4:5:6:7:8:9', '1="2:3:4:5:6:7:8:9"'],
    ['1:2:3', '1="2:3"'],
    ['gggg::1', 'gggg=":1"'],
    ['localhost:8080', '"localhost:8080"'],
    ['localhost:8080/health', '"localhost:8080/health"'],
    ['10.0.0.1:443', '"10.0.0.1:443"'],
    ['my-host.example.com:65535', '"my-host.example.com:65535"'],
    ['my-host:65536', 'my-host="65536"'],
    ['my_host:80', 'my_host="80"'],
    ['host:123456', 'host="123456"'],
    ['host:80x', 'host="80x"'],
    ['status:500', '"status:500"'],
    ['12:34:56', '"12:34:56"'],
    ['12:34', '"12:34"'],
    ['12:34:56.789', '"12:34:56.789"'],
    ['12:34:56,789', '"12:34:56,789"'],
    ['2024-01-02T03:04:05Z', '"2024-01-02T03:04:05Z"'],
    ['2024-01-02T03:04:05.678+02:00', '"2024-01-02T03:04:05.678+02:00"'],
    ['2024-01-02_03:04:05', '"2024-01-02_03:04:05"'],
    ['[12:34:56]', '"[12:34:56]"'],
    ['[2024-01-02T03:04:05Z],', '"[2024-01-02T03:04:05Z],"'],
    ['12:34:56,', '"12:34:56,"'],
    ['1234:56', '"1234:56"'],
    ['12:34:56x', '12="34:56x"'],
    ['C:\\x', '"C:\\\\x"'],
    ['C:\\Users\\bob\\file.txt', '"C:\\\\Users\\\\bob\\\\file.txt"'],
    ['c:\\a\\\\b', '"c:\\\\a\\\\b"'],
    ['C:\\Program\\ Files\\x', '"C:\\\\Program Files\\\\x"'],
    ['C:\\', '"C:\\\\"'],
    ['C:\\logs\\*.txt', '~"C:\\\\logs\\\\"*".txt"'],
    ['-localhost:8080', '!"localhost:8080"'],
    ['NOT http://x', '!"http://x"'],
    ['(localhost:8080)', '"localhost:8080"'],
    ['localhost:8080 level:error', '("localhost:8080" & level="error")'],
    ['localhost:"8080"', 'localhost="8080"'],
    ['localhost:(8080)', 'localhost="8080"'],
    ['\\localhost:8080', 'localhost="8080"'],
    ['attributes.host:8080', 'attributes.host="8080"'],
    ['resource.x:12:34', 'resource.x="12:34"'],
    ['scope.y://a', 'scope.y="//a"'],
    ['http\\://x', '"http://x"'],
    ['00:1a:2b:3c:4d:5e', '00="1a:2b:3c:4d:5e"'],
  ])('%j is %s', (text, tree) => {
    const parsed = parseSearch(text);
    expect(parsed.diagnostics).toEqual([]);
    expect(notation(parsed.tree)).toBe(tree);
  });
});

const KNOWN = new Set(['status', 'level', 'C', 'known', '12', 'fe80']);
const knows = (name: string) => KNOWN.has(name);

describe('pasted, but the left side is known', () => {
  test.each<[text: string, tree: string]>([
    ['status:500', 'status="500"'],
    ['12:34', '12="34"'],
    ['fe80::1', 'fe80=":1"'],
    ['C:\\x', 'C="x"'],
    ['known://x', 'known="//x"'],
    ['known>abc', 'known > abc'],
    ['known<=x', 'known <= x'],
    ['level:8080', 'level="8080"'],
    ['unknown:8080', '"unknown:8080"'],
    ['known://x?y', 'known~"//x"?"y"'],
  ])('%j is %s', (text, tree) => {
    const parsed = parseSearch(text, knows);
    expect(parsed.diagnostics).toEqual([]);
    expect(notation(parsed.tree)).toBe(tree);
  });
});

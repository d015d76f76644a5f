// The statements that make and drop readers, as the server gets them, and the passwords that they are made with.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { render } from '#app/lib/sql/sql.ts';
import { splitStatements } from './migrations-render.ts';
import { dropReader, makeReader, outsideReader, readerCredentials, readerName } from './reader-user.ts';

const SECRET = 'an auth secret of the installation';
const CONFINED = 'readonly = 2 CONST, allow_ddl = 0 CONST, allow_introspection_functions = 0 CONST';
/** SHA-256 of `word`. */
const HASH = '98c1eb4ee93476743763878fcb96a25fbc9a175074d64004779ecb5242f645e6';

describe('statements', () => {
  test.each([
    {
      name: 'on one server',
      target: { database: 'otel', cluster: undefined },
      statements: [
        `CREATE USER OR REPLACE \`otel_maple_reader\` IDENTIFIED WITH sha256_hash BY '${HASH}' SETTINGS ${CONFINED}`,
        'GRANT SELECT, SHOW TABLES, SHOW COLUMNS ON `otel`.* TO `otel_maple_reader`',
        'GRANT SELECT ON system.data_skipping_indices TO `otel_maple_reader`',
      ],
      drop: 'DROP USER IF EXISTS `otel_maple_reader`',
    },
    {
      name: 'on a cluster',
      target: { database: 'otel_shop', cluster: 'maple' },
      statements: [
        `CREATE USER OR REPLACE \`otel_shop_maple_reader\` ON CLUSTER \`maple\` IDENTIFIED WITH sha256_hash BY '${HASH}' SETTINGS ${CONFINED}`,
        'GRANT ON CLUSTER `maple` SELECT, SHOW TABLES, SHOW COLUMNS ON `otel_shop`.* TO `otel_shop_maple_reader`',
        'GRANT ON CLUSTER `maple` SELECT ON system.data_skipping_indices TO `otel_shop_maple_reader`',
      ],
      drop: 'DROP USER IF EXISTS `otel_shop_maple_reader` ON CLUSTER `maple`',
    },
    {
      name: 'with names that would be more than a name',
      target: { database: 'a`.* TO b; \\', cluster: 'c`d' },
      statements: [
        `CREATE USER OR REPLACE \`a\\\`.* TO b; \\\\_maple_reader\` ON CLUSTER \`c\\\`d\` IDENTIFIED WITH sha256_hash BY '${HASH}' SETTINGS ${CONFINED}`,
        'GRANT ON CLUSTER `c\\`d` SELECT, SHOW TABLES, SHOW COLUMNS ON `a\\`.* TO b; \\\\`.* TO `a\\`.* TO b; \\\\_maple_reader`',
        'GRANT ON CLUSTER `c\\`d` SELECT ON system.data_skipping_indices TO `a\\`.* TO b; \\\\_maple_reader`',
      ],
      drop: 'DROP USER IF EXISTS `a\\`.* TO b; \\\\_maple_reader` ON CLUSTER `c\\`d`',
    },
  ])('$name', ({ target, statements, drop }) => {
    const texts = makeReader(target, 'word').map((statement) => render(statement).text);
    expect(texts).toEqual(statements);
    expect(texts.join(' ')).not.toMatch(/\bword\b/);
    expect(render(dropReader(target)).text).toBe(drop);
  });

  test('no two databases have one reader', () => {
    const databases = ['otel', 'otel_a', 'otel_a_maple_reader', 'otel_A', 'otel_a_maple'];
    expect(new Set(databases.map(readerName)).size).toBe(databases.length);
  });

  test('the file for users of teams is what the module says', () => {
    const file = readFileSync('clickhouse/cluster/team-user.sql', 'utf8');
    const target = { database: 'otel_team', cluster: undefined };
    expect(splitStatements(file)).toEqual(outsideReader(target, 'otel_team_reader', '0'.repeat(64)));
  });
});

describe('passwords', () => {
  const target = { database: 'otel', cluster: undefined };

  test('are the same each time, and long', () => {
    const { user, password } = readerCredentials(SECRET, target);
    expect(user).toBe('otel_maple_reader');
    expect(password).toMatch(/^[\w-]{43}$/);
    expect(readerCredentials(SECRET, target)).toEqual({ user, password });
  });

  test('differ by secret, database and cluster', () => {
    const all = [
      readerCredentials(SECRET, target),
      readerCredentials(`${SECRET}!`, target),
      readerCredentials(SECRET, { ...target, database: 'otel_a' }),
      readerCredentials(SECRET, { ...target, cluster: 'maple' }),
    ].map(({ password }) => password);
    expect(new Set(all).size).toBe(all.length);
  });
});

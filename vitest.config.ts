// Three projects: pure unit tests, tests on the real engine, and browser tests on the built program. What waits for a real engine or
// browser is tried twice, for a busy machine can outlast any wait; the report says which test needed it.
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['{app,scripts,bench,demo}/**/*.test.{ts,tsx}'],
          exclude: ['**/*.int.test.ts'],
        },
      },
      {
        test: {
          name: 'int',
          include: ['{app,scripts,demo}/**/*.int.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          maxWorkers: 2,
          retry: 1,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['e2e/**/*.spec.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          maxWorkers: 1,
          retry: 1,
          fileParallelism: false,
        },
      },
    ],
  },
});

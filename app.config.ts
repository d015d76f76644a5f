// The Vite build: TanStack Start for pages and server functions, Tailwind for styles.

import tailwindcss from '@tailwindcss/vite';
import { tanstackStart } from '@tanstack/react-start/plugin/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  plugins: [
    tanstackStart({
      srcDirectory: 'app',
      router: { routeFileIgnorePattern: '\\.test\\.' },
      importProtection: { behavior: 'error' },
    }),
    react(),
    tailwindcss(),
  ],
  environments: {
    ssr: {
      resolve: {
        // Node resolves every file of a package by itself: thousands at each start, which costs a second and 150 MB.
        noExternal: true,
        external: ['@clickhouse/client', '@grpc/grpc-js', 'better-sqlite3', 'chdb', 'pino'],
      },
    },
  },
  build: { sourcemap: false, chunkSizeWarningLimit: 700 },
});

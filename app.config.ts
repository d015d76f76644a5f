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
  build: { sourcemap: false, chunkSizeWarningLimit: 700 },
});

// Where `drizzle-kit generate` reads the schema and writes migrations; the program applies them itself at start.
import { defineConfig } from 'drizzle-kit';

export default defineConfig({
  dialect: 'sqlite',
  schema: './drizzle/schema.ts',
  out: './drizzle/migrations',
});

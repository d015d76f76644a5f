// `npm run up`, `npm run demo`, `npm run dev`: from a bare checkout to a running Maple.
import { become, build, install, requireNode } from './lib/prepare.mjs';

requireNode();
install();
const options = process.argv.slice(2);
if (!options.includes('--dev')) build();
become(['app/main.ts', ...options]);

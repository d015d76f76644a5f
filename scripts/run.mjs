// Runs one TypeScript program of the project with the project's own Node: `node scripts/run.mjs FILE [ARGS]`.
import { become, build, install, requireNode } from './lib/prepare.mjs';

requireNode();
install();
build();
become(process.argv.slice(2));

// Writes docs/isolation-matrix.md from the rules and from the doors that the sources have.
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { findDoors } from './lib/isolation/doors.ts';
import { countCells, printMatrix } from './lib/isolation/print.ts';

const doors = findDoors();
writeFileSync(resolve(import.meta.dirname, '../docs/isolation-matrix.md'), printMatrix(doors));
process.stdout.write(`${doors.length} doors, ${countCells(doors)} cells\n`);

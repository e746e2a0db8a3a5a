/** The script of a thread that writes one workbook: it takes seconds, in which the server answers others. */
import { workerData } from 'node:worker_threads';
import { type Sheet, writeWorkbook } from '../export/xlsx.js';

const { path, sheet } = workerData as { path: string; sheet: Sheet };
await writeWorkbook(path, [sheet]);

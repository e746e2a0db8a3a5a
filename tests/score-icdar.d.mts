import type { openPdf } from '../extractors/pdf/reader.js';
import type { findTables } from '../extractors/pdf/tables.js';
import type { Scores } from './icdar/score.mjs';

export function scoreFolder(
  folder: string,
  predictions: string,
  code: { openPdf: typeof openPdf; findTables: typeof findTables },
): Promise<Scores>;

export function predict(
  file: string,
  code: { openPdf: typeof openPdf; findTables: typeof findTables },
): Promise<{ file: string; tables: { page: number; rows: (string | null)[][] }[] }>;

/** The user's own families: `families.csv` in the data folder, name → family; it wins over the lexicon. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Corrections } from '../../normalizers/families/family.js';
import type { FamilyLexicon } from '../../normalizers/families/lexicon.js';
import { readWrittenTable } from '../corrections/rows.js';

export const FAMILIES_FILE = 'families.csv';

/** What the columns may be called. */
const NAME = ['name', '指标名称', '三级指标', '指标'];
const FAMILY = ['family', '家族', '指标家族', '归类'];

export interface FamilyChoices {
  /** By the key of the name, as `familyOf` takes them. */
  corrections: Corrections;
  /** The names as they were written, by key. */
  names: ReadonlyMap<string, string>;
  /** What of the file cannot be used, a line each. */
  problems: string[];
}

export const NO_CHOICES: FamilyChoices = { corrections: new Map(), names: new Map(), problems: [] };

/** Reads `families.csv`; none where there is no such file. Faults of the file are problems, never exceptions. */
export async function readFamilyChoices(dataFolder: string, lexicon: FamilyLexicon): Promise<FamilyChoices> {
  const path = join(dataFolder, FAMILIES_FILE);
  if (!existsSync(path)) return NO_CHOICES;
  const { columns, rows, problem } = await readWrittenTable(path);
  const problems = problem === null ? [] : [problem];
  const find = (wanted: readonly string[]) => columns.find((column) => wanted.includes(column));
  const [nameColumn, familyColumn] = [find(NAME), find(FAMILY)];
  if (nameColumn === undefined || familyColumn === undefined) {
    problems.push(`it needs the columns name and family; it has ${columns.join(', ') || 'none'}`);
    return { ...NO_CHOICES, problems };
  }
  const corrections = new Map<string, string>();
  const names = new Map<string, string>();
  for (const { line, cells } of rows) {
    const name = cells.get(nameColumn);
    const family = cells.get(familyColumn);
    const key = lexicon.familyKey(name ?? '');
    if (name === undefined || key === '' || family === undefined) {
      problems.push(`line ${line}: ${family === undefined ? 'no family' : 'no name'}`);
      continue;
    }
    const before = corrections.get(key);
    if (before !== undefined && before !== family) {
      problems.push(`line ${line}: ${name} was ${before} above; ${family} counts`);
    }
    corrections.set(key, family);
    names.set(key, name);
  }
  return { corrections, names, problems };
}

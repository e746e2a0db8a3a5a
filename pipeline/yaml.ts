/** Reads YAML from disk. The only file that imports yaml. */
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

/** What a YAML file holds, unchecked. A fault in it is ours or the editor's, so it throws, naming the file. */
export function readYaml(path: string): unknown {
  try {
    return parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new Error(`${path}: ${(error as Error).message}`, { cause: error });
  }
}

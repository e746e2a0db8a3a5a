/** What only who publishes the dataset can say of it: `publication.yml` in the data folder. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { readYaml } from '../yaml.js';

export const PUBLICATION_FILE = 'publication.yml';

const Web = z.url({ protocol: /^https?$/ });
const Publication = z.strictObject({
  /** The page where the dataset is found. */
  url: Web,
  /** The licence's page: https://creativecommons.org/licenses/by/4.0/. */
  license: Web,
  creator: z.strictObject({ name: z.string().min(1), url: Web.optional() }),
  /** The day on which it was published. */
  date: z.iso.date(),
});
export type Publication = z.infer<typeof Publication>;

/** What the file says; null where there is none. Throws for a file with a mistake, naming it: what is published must be right. */
export function readPublication(dataFolder: string): Publication | null {
  const path = join(dataFolder, PUBLICATION_FILE);
  if (!existsSync(path)) return null;
  const read = Publication.safeParse(readYaml(path));
  if (!read.success) throw new Error(`${path}: ${z.prettifyError(read.error)}`);
  return read.data;
}

/** The columns of `documents` that say what stands where it was published: this version, another one, or nothing any more. */
import type { GongkaiRecord } from '../../normalizers/record.js';
import { CURRENT, STANDINGS, type Standing } from '../archive/published.js';
import { type Column, computedColumn } from './columns.js';

/** Which documents are superseded, and which of them have rows all the same. */
export interface Versions {
  standingOf(sha256: string): Standing;
  /** Whether all rows of a document are in the tables; where not, only those of `documents` and `sources`. */
  isWhole(sha256: string): boolean;
}

export const ALL_CURRENT: Versions = { standingOf: () => CURRENT, isWhole: () => true };

const column = (name: string, title: string, description: string, more: Partial<Column> = {}): Column =>
  // The record's own, as its status is: `withStanding` puts them there.
  computedColumn(name, title, description, {
    source: '(fetch log)',
    reading: { from: 'ancestor', level: 0, field: name },
    ...more,
  });

export const STANDING_COLUMNS: Column[] = [
  column(
    'standing',
    '公开状态',
    'Whether these bytes stand where they were published; of superseded documents the other tables have no rows, but `sources`',
    {
      codes: [...STANDINGS],
    },
  ),
  column(
    'superseded_by',
    '替代文件',
    'SHA-256 of what was published after it at the same URL; of a member of an archive, the member by the same name, else the archive',
  ),
  column(
    'standing_since',
    '状态起始',
    'When it was first found superseded or gone (ISO 8601, UTC); empty while it is current',
  ),
];

/** A record with what `STANDING_COLUMNS` take from it. */
export function withStanding(record: GongkaiRecord, { standing, since, by }: Standing): GongkaiRecord {
  return Object.assign({}, record, { standing, superseded_by: by, standing_since: since });
}

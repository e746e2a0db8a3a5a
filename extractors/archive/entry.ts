/** What ZIP and RAR files have in common: entries in order, each read when it is asked for. */
import type { Finding } from '../document.js';

export interface ArchiveEntry {
  /** As the archive has it; made safe by the caller. */
  name: string;
  directory: boolean;
  encrypted: boolean;
  /** Its content, at most `limit` bytes. Throws a TooLargeError beyond that, a DamagedError where it cannot be read. */
  read(limit: number): Promise<Uint8Array>;
}

export interface OpenedArchive {
  /** To be gone through in order and read on the way: a solid RAR file cannot be read in any other. */
  entries: AsyncIterable<ArchiveEntry>;
  findings: Finding[];
}

/** What one archive may come to, with all archives inside it. */
export const LIMITS = {
  /** An archive in an archive in an archive is still opened. */
  depth: 3,
  members: 10_000,
  memberBytes: 100_000_000,
  totalBytes: 1_000_000_000,
};

/** The worker's side of archives: their members as files, so that each is read in a task of its own. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { eachMember, isArchive } from '../../extractors/archive/index.js';
import { RAR, ZIP } from '../../extractors/container/type.js';
import { isZip } from '../../extractors/container/zip.js';
import type { MemberFile, Reply } from './protocol.js';

/** Writes the members of an archive into `directory`, under numbers: names are for people and lead anywhere. */
export async function unpackMembers(bytes: Uint8Array, directory: string): Promise<Reply> {
  const mediaType = isZip(bytes) ? ZIP : RAR;
  try {
    if (!(await isArchive(bytes))) return { type: 'members', members: null, mediaType, findings: [] };
    await mkdir(directory, { recursive: true });
    const members: MemberFile[] = [];
    const findings = await eachMember(bytes, async (member) => {
      const file = join(directory, String(members.length));
      await writeFile(file, member.bytes);
      members.push({ name: member.name, file });
    });
    return { type: 'members', members, mediaType, findings };
  } catch (error) {
    const { code, message, name, stack } = error as NodeJS.ErrnoException;
    // The disk is full, or the folder is gone: nothing that the archive could help.
    if (code) return { type: 'unreadable', message: `its files cannot be unpacked to ${directory}: ${message}` };
    return { type: 'internal-error', message: `${name}: ${message}`, stack: stack ?? '' };
  }
}

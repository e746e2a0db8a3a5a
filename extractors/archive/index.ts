/** ZIP and RAR archives to their members: what is in them, under names that lead nowhere, within limits. */
import { isDebris, safeName } from '../container/names.js';
import { ZIP, zipType } from '../container/type.js';
import { isZip, TooLargeError } from '../container/zip.js';
import type { Finding } from '../document.js';
import { type ArchiveEntry, LIMITS } from './entry.js';
import { isRar, LockedError, openRar } from './rar.js';
import { openZip } from './zip.js';

/** A file in an archive; one in an archive inside it is called `inner.zip!/name.pdf`. */
export interface Member {
  name: string;
  bytes: Uint8Array;
}

/** What stands between the name of an archive and that of its member. */
export const INSIDE = '!/';

/** Whether the bytes are an archive: ZIP that is no document of another format, or RAR. */
export async function isArchive(bytes: Uint8Array): Promise<boolean> {
  return isRar(bytes) || (isZip(bytes) && (await zipType(bytes)) === ZIP);
}

/** All members at once, for archives that are known to be small. */
export async function listMembers(bytes: Uint8Array): Promise<{ members: Member[]; findings: Finding[] }> {
  const members: Member[] = [];
  const findings = await eachMember(bytes, (member) => void members.push(member));
  return { members, findings };
}

/**
 * Gives the members to `take`, one at a time, those of archives inside as well, and returns what was wrong. Never throws
 * for bad input: an error finding tells what is missing, and where nothing at all came out its code is the archive's
 * status (`document/encrypted`, `failed/broken`, `failed/too-large`, `failed/empty`).
 */
export async function eachMember(
  bytes: Uint8Array,
  take: (member: Member) => void | Promise<void>,
  limits: typeof LIMITS = LIMITS,
): Promise<Finding[]> {
  const expansion = new Expansion(take, limits);
  await expansion.expand(bytes, '', 1);
  if (expansion.members === 0) expansion.sayWhyEmpty();
  return expansion.findings;
}

/** A hundred thousand encrypted files are told of often enough by the first ones. */
const MOST_FINDINGS = 500;

class Expansion {
  readonly findings: Finding[] = [];
  members = 0;
  #bytes = 0;
  #debris = 0;
  readonly #names = new Set<string>();

  constructor(
    private readonly take: (member: Member) => void | Promise<void>,
    private readonly limits: typeof LIMITS,
  ) {}

  async expand(bytes: Uint8Array, prefix: string, depth: number): Promise<void> {
    try {
      const { entries, findings } = isRar(bytes) ? await openRar(bytes) : await openZip(bytes);
      for (const finding of findings) this.findings.push({ ...finding, at: prefix ? [{ path: prefix }] : [] });
      for await (const entry of entries) {
        if (entry.directory) continue;
        if (isDebris(entry.name)) this.#debris++;
        else if (!(await this.#open(entry, prefix, depth))) break;
      }
    } catch (error) {
      const locked = error instanceof LockedError;
      const message = `the archive cannot be read${locked ? ' without its password' : ''}: ${(error as Error).message}`;
      this.#say(locked ? 'archive/encrypted' : 'archive/damaged', 'error', message, prefix);
    }
    if (depth === 1 && this.#debris > 0) {
      this.#say('archive/debris', 'info', `${this.#debris} file(s) of operating systems are left out`, '');
    }
  }

  /** Says what became of the whole where it gave nothing; the most telling reason first. */
  sayWhyEmpty(): void {
    const reasons: [RegExp, string, string][] = [
      [/^archive\/(?:member-)?encrypted$/, 'document/encrypted', 'the archive needs a password'],
      [/^archive\/(?:member-)?too-large$/, 'failed/too-large', 'nothing in the archive is small enough to be read'],
      [/^archive\/(?:member-)?damaged$/, 'failed/broken', 'nothing in the archive can be read'],
    ];
    const [, code, message] = reasons.find(([pattern]) =>
      this.findings.some((finding) => pattern.test(finding.code)),
    ) ?? [null, 'failed/empty', 'the archive holds no files'];
    this.#say(code, 'error', message, '', true);
  }

  /** Reads one entry and hands it on; false where no more may be read. */
  async #open(entry: ArchiveEntry, prefix: string, depth: number): Promise<boolean> {
    const name = this.#nameOf(entry, prefix);
    if (entry.encrypted) {
      this.#say('archive/member-encrypted', 'error', `「${name}」 is encrypted`, name);
      return true;
    }
    if (this.members >= this.limits.members) {
      this.#say('archive/too-large', 'error', `only the first ${this.limits.members} files are read`, name);
      return false;
    }
    const left = this.limits.totalBytes - this.#bytes;
    let bytes: Uint8Array;
    try {
      bytes = await entry.read(Math.min(this.limits.memberBytes, left));
    } catch (error) {
      const tooLarge = error instanceof TooLargeError;
      if (tooLarge && left < this.limits.memberBytes) {
        this.#say('archive/too-large', 'error', `the files come to more than ${this.limits.totalBytes} bytes`, name);
        return false;
      }
      const what = tooLarge ? `is larger than what is read` : 'cannot be read';
      this.#say(
        tooLarge ? 'archive/member-too-large' : 'archive/member-damaged',
        'error',
        `「${name}」 ${what}: ${(error as Error).message}`,
        name,
      );
      return true;
    }
    this.#bytes += bytes.length;
    if (!(await isArchive(bytes))) {
      this.members++;
      await this.take({ name, bytes });
    } else if (depth < this.limits.depth) await this.expand(bytes, name + INSIDE, depth + 1);
    else
      this.#say(
        'archive/nested-too-deep',
        'error',
        `「${name}」 is an archive in too many others and is not opened`,
        name,
      );
    return true;
  }

  #nameOf(entry: ArchiveEntry, prefix: string): string {
    const safe = safeName(entry.name);
    const name = prefix + safe;
    if (safe !== entry.name.replaceAll('\\', '/')) {
      this.#say(
        'archive/unsafe-name',
        'warning',
        `the name 「${entry.name}」 leads out of the archive and is read as 「${safe}」`,
        name,
      );
    }
    let unique = name;
    for (let i = 2; this.#names.has(unique); i++) unique = `${name} (${i})`;
    if (unique !== name) this.#say('archive/repeated-name', 'warning', `「${name}」 is there more than once`, unique);
    this.#names.add(unique);
    return unique;
  }

  #say(code: string, severity: Finding['severity'], message: string, path: string, always = false): void {
    if (this.findings.length >= MOST_FINDINGS && !always) return;
    this.findings.push({ code, severity, message, at: path ? [{ path }] : [] });
  }
}

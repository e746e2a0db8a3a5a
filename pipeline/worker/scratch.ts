/**
 * Folders for what workers write while they read: pictures for OCR, files for LibreOffice. A worker that is killed cannot
 * clean up behind itself, so its folder is its parent's business; and where the parent was killed, that of the next one.
 */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** `gongkai-worker-<process that made it>-<random>` */
const NAME = /^gongkai-worker-(\d+)-/;

let swept = false;

/** Makes a folder for one worker; the first time also removes those of processes that are gone. */
export function makeScratch(): string {
  if (!swept) sweepScratch();
  swept = true;
  return mkdtempSync(join(tmpdir(), `gongkai-worker-${process.pid}-`));
}

/** Removes a folder with what is in it; harmless when it is gone already. */
export function removeScratch(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true });
  } catch {
    // The worker wrote into it at this moment, or it is another user's: a later start removes it.
  }
}

/** Removes the folders of processes that are gone. */
export function sweepScratch(): void {
  for (const name of readdirSync(tmpdir())) {
    const owner = Number(NAME.exec(name)?.[1] ?? process.pid);
    if (owner !== process.pid && !isAlive(owner)) removeScratch(join(tmpdir(), name));
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

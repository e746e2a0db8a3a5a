/** Tesseract, found on PATH: one process reads many pictures, named in a list, and prints one TSV. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { OcrEngine, OcrHint, OcrImage, OcrWord } from '../../extractors/pdf/scan/ocr.js';
import { runEngine } from './command.js';
import { parseTsv } from './tsv.js';

/**
 * Page segmentation modes of Tesseract: 3 finds blocks by itself, 6 is one block, 7 is one line, 13 is one line as it is.
 * 7 looks for words first and loses 经费金额 whole, and the upper stroke of 二; 13 does not, but glues numbers together.
 */
const MODES: Record<OcrHint['kind'], string> = { page: '3', cell: '6', line: '13', number: '7' };
/** Numbers are read with the Latin model, which knows no 汉字 that a digit could be taken for. */
const MODELS: Record<OcrHint['kind'], string> = { page: 'chi_sim', cell: 'chi_sim', line: 'chi_sim', number: 'eng' };

/** Time for one process, and for each picture that it is given, in seconds. A page of 300 dpi takes some 5. */
const SECONDS = { start: 30, page: 60, cell: 10, line: 5, number: 5 };
/** Pictures for one process. Where a worker is killed, its engine ends by itself after so many. */
const BATCH = 100;

/** The engine where tesseract and its Chinese model are installed, or what is missing. */
export async function findTesseract(program = 'tesseract'): Promise<OcrEngine | { missing: string }> {
  try {
    const version = /tesseract v?([\d.]+)/.exec((await runEngine(program, ['--version'], SECONDS.start)).stdout)?.[1];
    const languages = (await runEngine(program, ['--list-langs'], SECONDS.start)).stdout.split(/\s+/);
    if (!languages.includes('chi_sim')) return { missing: `${program} is there, its model chi_sim is not` };
    return new Tesseract(program, `tesseract ${version ?? ''}`.trim(), languages);
  } catch (error) {
    return { missing: (error as Error).message };
  }
}

class Tesseract implements OcrEngine {
  constructor(
    private readonly program: string,
    readonly name: string,
    private readonly languages: readonly string[],
  ) {}

  async read(image: OcrImage, hint: OcrHint): Promise<OcrWord[]> {
    return (await this.readAll([image], hint))[0] ?? [];
  }

  async readAll(images: readonly OcrImage[], hint: OcrHint): Promise<OcrWord[][]> {
    const words: OcrWord[][] = [];
    for (let i = 0; i < images.length; i += BATCH) words.push(...(await this.#batch(images.slice(i, i + BATCH), hint)));
    return words;
  }

  async rotation(image: OcrImage): Promise<0 | 90 | 180 | 270 | null> {
    if (!this.languages.includes('osd')) return null;
    return withFiles([image], async ([file]) => {
      const { stdout } = await runEngine(this.program, [file!, '-', '--psm', '0'], SECONDS.start + SECONDS.page);
      // "Orientation in degrees: 270" is how far the text stands turned counterclockwise.
      const degrees = Number(/^Rotate: (\d+)/m.exec(stdout)?.[1]);
      const sure = Number(/^Orientation confidence: ([\d.]+)/m.exec(stdout)?.[1] ?? 0) > 1;
      return sure && (degrees === 90 || degrees === 180 || degrees === 270)
        ? (((360 - degrees) % 360) as 90 | 180 | 270)
        : 0;
    }).catch(() => null); // "Too few characters"
  }

  #batch(images: readonly OcrImage[], hint: OcrHint): Promise<OcrWord[][]> {
    const model = this.languages.includes(MODELS[hint.kind]) ? MODELS[hint.kind] : 'chi_sim';
    return withFiles(images, async (files, folder) => {
      const list = join(folder, 'list.txt');
      writeFileSync(list, `${files.join('\n')}\n`);
      const args = [list, '-', '-l', model, '--psm', MODES[hint.kind]];
      if (hint.resolution) args.push('--dpi', String(Math.round(hint.resolution)));
      const seconds = SECONDS.start + images.length * SECONDS[hint.kind];
      const { stdout } = await runEngine(this.program, [...args, 'tsv'], seconds);
      return parseTsv(stdout, images.length);
    });
  }
}

/** Writes pictures into a temporary folder that is gone afterwards. */
export async function withFiles<T>(
  images: readonly OcrImage[],
  use: (files: string[], folder: string) => Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'gongkai-ocr-'));
  try {
    const files = images.map((image, i) => {
      const file = join(folder, `${i + 1}.png`);
      writeFileSync(file, image.png);
      return file;
    });
    return await use(files, folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Any other OCR engine: a command that takes the path of a picture and prints Tesseract's TSV, or hOCR. */
import type { OcrEngine, OcrHint, OcrImage, OcrWord } from '../../extractors/pdf/scan/ocr.js';
import { runEngine } from './command.js';
import { withFiles } from './tesseract.js';
import { parseHocr, parseTsv } from './tsv.js';

/** Time for one picture, in seconds: engines with large models load them for each. */
const SECONDS_PER_PICTURE = 60;

/** The command as given, with arguments; quotes keep spaces together. It is run without a shell. */
export function splitCommand(command: string): string[] {
  return [...command.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(
    ([, double, single, plain]) => double ?? single ?? plain!,
  );
}

export class OtherEngine implements OcrEngine {
  readonly name: string;
  readonly #program: string;
  readonly #args: string[];

  constructor(command: string) {
    const [program = '', ...args] = splitCommand(command);
    this.name = command;
    this.#program = program;
    this.#args = args;
  }

  async read(image: OcrImage, hint: OcrHint): Promise<OcrWord[]> {
    return (await this.readAll([image], hint))[0] ?? [];
  }

  readAll(images: readonly OcrImage[], _hint: OcrHint): Promise<OcrWord[][]> {
    return withFiles(images, async (files) => {
      const words: OcrWord[][] = [];
      for (const file of files) {
        const { stdout } = await runEngine(this.#program, [...this.#args, file], SECONDS_PER_PICTURE);
        words.push(stdout.trimStart().startsWith('<') ? parseHocr(stdout) : (parseTsv(stdout, 1)[0] ?? []));
      }
      return words;
    });
  }
}

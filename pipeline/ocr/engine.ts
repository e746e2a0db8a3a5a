/** Which OCR engine is used, by the option `--ocr`. */
import type { OcrEngine } from '../../extractors/pdf/scan/ocr.js';
import { runEngine } from './command.js';
import { OtherEngine, splitCommand } from './other-engine.js';
import { findTesseract } from './tesseract.js';

/** `auto`: tesseract where it is installed; `off`: none; else a command that takes a picture. */
export type OcrChoice = string;

/** The engine, or what is missing (null: none is wanted). A command that cannot be started is a mistake of who named it. */
export async function findEngine(choice: OcrChoice): Promise<OcrEngine | { missing: string | null }> {
  if (choice === 'off') return { missing: null };
  if (choice === 'auto') return findTesseract();
  const [program] = splitCommand(choice);
  if (program && /(?:^|\/)tesseract$/.test(choice)) return findTesseract(program);
  if (!program) return { missing: 'the command is empty' };
  try {
    await runEngine(program, ['--version'], 30);
  } catch (error) {
    // It need not know --version; it only must be there.
    if (/not found$/.test((error as Error).message)) return { missing: (error as Error).message };
  }
  return new OtherEngine(choice);
}

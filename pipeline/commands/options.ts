/** Options that several commands share, and how their values are read. */
import { availableParallelism } from 'node:os';
import type { OcrChoice } from '../ocr/engine.js';
import { DEFAULT_LIMITS, type ReadingLimits } from '../worker/reader.js';
import { type CommandOption, UsageError } from './command.js';

export interface DataOptions {
  data: string;
}

export const DATA_OPTION: CommandOption = {
  flags: '--data <dir>',
  description: 'data folder',
  default: './gongkai-data',
  environment: 'GONGKAI_DATA',
};

export interface ReadingOptions {
  concurrency: number;
  timeout: number;
  memory: number;
  maxBytes: number;
  ocr: OcrChoice;
  office: string;
  password?: string;
  /** Of extract --json only. */
  stitch?: boolean;
}

export const OCR_OPTION: CommandOption = {
  flags: '--ocr <auto|off|command>',
  description:
    'what reads scanned pages: tesseract where it is installed (auto), nothing (off), or a command that takes the ' +
    'path of a picture and prints words with boxes as TSV or hOCR',
  default: 'auto',
  environment: 'GONGKAI_OCR',
};

export const PASSWORD_OPTION: CommandOption = {
  flags: '--password <text>',
  description: 'password of encrypted PDFs',
  environment: 'GONGKAI_PASSWORD',
};

export const READING_OPTIONS: CommandOption[] = [
  {
    flags: '--concurrency <n>',
    description: 'documents read at a time, each in a process of its own that takes one core',
    default: availableParallelism(),
    parse: positive({ whole: true, most: 1024 }),
  },
  {
    flags: '--timeout <seconds>',
    description: `longest time for one document; each page read by OCR adds ${DEFAULT_LIMITS.secondsPerOcrPage} s`,
    default: DEFAULT_LIMITS.seconds,
    parse: positive({ whole: false, most: 86_400 }),
  },
  {
    flags: '--memory <mb>',
    description: 'most memory for one document',
    default: DEFAULT_LIMITS.memoryMb,
    parse: positive({ whole: true, most: 1_000_000 }),
  },
  {
    flags: '--max-bytes <n>',
    description: 'largest file that is read',
    default: DEFAULT_LIMITS.inputBytes,
    parse: positive({ whole: true, most: 2 ** 31 - 1 }), // the longest that Node reads into one buffer
  },
  OCR_OPTION,
  {
    flags: '--office <auto|off|path>',
    description:
      'what reads RTF, ODT, ODS, XLSB, Works and Word 6/95 files: LibreOffice where it is installed (auto), nothing ' +
      '(off), or the path of soffice',
    default: 'auto',
    environment: 'GONGKAI_OFFICE',
  },
  PASSWORD_OPTION,
];

export function limitsOf({ timeout, memory, maxBytes }: ReadingOptions): ReadingLimits {
  return { ...DEFAULT_LIMITS, seconds: timeout, memoryMb: memory, inputBytes: maxBytes };
}

/** Reads a whole number within bounds, both among them. */
export function wholeNumber({ least, most }: { least: number; most: number }): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() !== '' && Number.isInteger(value) && value >= least && value <= most) return value;
    throw new UsageError(`It takes a whole number from ${least} to ${most}, not '${text}'`);
  };
}

export function positive({ whole, most }: { whole: boolean; most: number }): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() !== '' && value > 0 && value <= most && (!whole || Number.isInteger(value))) return value;
    throw new UsageError(`It takes a ${whole ? 'whole ' : ''}number over 0, up to ${most}, not '${text}'`);
  };
}

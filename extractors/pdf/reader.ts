/**
 * Reads PDF pages into the page model: glyphs, rulings, fills and pictures as a person sees them.
 *
 * Bad input never throws: what cannot be opened is a file of no pages with an error finding, and a page that cannot be
 * read whole says so in its findings. `close` must be called in any case; it frees all that pdf.js holds.
 */
import type { Finding } from '../document.js';
import { readContent } from './content.js';
import { dropDoubled } from './doubled.js';
import { emptyHugeStreams } from './inflation.js';
import { judgePage, placeOf } from './judge-page.js';
import type { Matrix } from './matrix.js';
import type { Page } from './page.js';
import {
  type Document,
  type Font,
  failureOf,
  findFont,
  type Loading,
  loadDocument,
  OPERATOR,
  type Operators,
  type PageProxy,
  readOperators,
} from './pdfjs.js';
import { type Picture, renderPage } from './render.js';
import { rescue } from './rescue.js';
import { findSeenLines } from './seen-lines.js';
import { DEFAULT_LIMITS, type PdfLimits } from './settings.js';
import { markUnmapped } from './unmapped.js';
import { startCollecting, stopCollecting, WarningCollector } from './warnings.js';

export interface PdfOptions {
  password?: string | undefined;
  limits?: Partial<PdfLimits>;
}

export interface PdfFile {
  /** Pages that can be asked for; 0 where the file could not be opened. */
  readonly pageCount: number;
  /** Permission bits as pdf.js names them; null where the file is not encrypted. */
  readonly permissions: number[] | null;
  /** About the file as a whole. */
  readonly findings: Finding[];
  /** Reads one page, counted from 1. Pages are read one after the other. */
  readPage(number: number): Promise<Page>;
  /** Paints one page; `scale` 1 is 72 dots an inch. Null where it cannot be painted. */
  renderPage(number: number, scale: number): Promise<Picture | null>;
  close(): Promise<void>;
}

/** Opens a PDF. The bytes are left as they are. */
export async function openPdf(bytes: Uint8Array, options: PdfOptions = {}): Promise<PdfFile> {
  const file = new OpenPdf(bytes, options);
  await file.open();
  return file;
}

class OpenPdf implements PdfFile {
  pageCount = 0;
  permissions: number[] | null = null;
  readonly findings: Finding[] = [];
  readonly #limits: PdfLimits;
  readonly #warnings = new WarningCollector();
  #task: Loading | null = null;
  #document: Document | null = null;
  /** Objects are missing, or had to be searched for. */
  #damaged = false;
  /** For painting: as given, or as rescued. */
  #bytes: Uint8Array;

  constructor(
    private readonly bytes: Uint8Array,
    private readonly options: PdfOptions,
  ) {
    this.#bytes = bytes;
    this.#limits = { ...DEFAULT_LIMITS, ...options.limits };
  }

  async open(): Promise<void> {
    startCollecting(this.#warnings);
    // A copy, as pdf.js detaches what it is given and ours may be changed; a plain one, as it takes no Buffer.
    const data = new Uint8Array(this.bytes);
    const emptied = emptyHugeStreams(data, this.#limits.streamBytes);
    if (emptied > 0) {
      const message = `${emptied} stream(s) inflate to more than ${this.#limits.streamBytes} bytes and were not read`;
      this.#find('pdf/stream-too-large', 'error', message);
    }
    const error = (await this.#load(data)) ?? (await this.#describe());
    const failure = error === null ? null : failureOf(error);
    if (failure?.code === 'failed/invalid-pdf' && (await this.#rescue())) return;
    if (failure) this.#find(failure.code, 'error', failure.message);
    this.#tellWarnings(this.findings, null);
  }

  /** What went wrong; null where the document is open. */
  async #load(data: Uint8Array): Promise<unknown> {
    await this.#task?.destroy().catch(() => {});
    try {
      this.#task = loadDocument(data, { password: this.options.password });
      this.#document = await this.#task.promise;
      return null;
    } catch (error) {
      return error ?? new Error('unknown');
    }
  }

  /** Tries again with a page tree made of the pages that a damaged file still holds. */
  async #rescue(): Promise<boolean> {
    const rescued = rescue(this.bytes);
    if (!rescued) return false;
    emptyHugeStreams(rescued, this.#limits.streamBytes);
    if ((await this.#load(rescued)) ?? (await this.#describe())) return false;
    this.#bytes = rescued;
    this.#warnings.take();
    this.#damaged = true;
    const message = `the file is damaged or cut off; ${this.pageCount} page(s) were found in it, others may be missing`;
    this.#find('pdf/damaged', 'error', message);
    return true;
  }

  async #describe(): Promise<unknown> {
    try {
      const document = this.#document!;
      const permissions = await document.getPermissions();
      const pages = document.numPages;
      this.pageCount = Math.min(pages, this.#limits.pages);
      if (pages > this.pageCount) {
        this.#find('pdf/too-many-pages', 'error', `${pages} pages, of which ${this.pageCount} are read`);
      }
      this.permissions = permissions ? [...permissions] : null;
      if (permissions) {
        const message = `encrypted, opens without a password; permissions: ${permissions.join(', ')}`;
        this.#find('pdf/permissions', 'info', message);
      }
      return null;
    } catch (error) {
      return error ?? new Error('unknown');
    }
  }

  async readPage(number: number): Promise<Page> {
    const page: Page = {
      number,
      width: 0,
      height: 0,
      glyphs: [],
      rulings: [],
      pictures: [],
      fills: [],
      state: 'empty',
      findings: [],
    };
    let proxy: PageProxy | null = null;
    try {
      if (!this.#document) throw new Error('the file is not open');
      proxy = await this.#document.getPage(number);
      await this.#read(proxy, page);
    } catch (error) {
      const message = `page ${number} cannot be read: ${error instanceof Error ? error.message : String(error)}`;
      page.findings.push({ code: 'pdf/unreadable-page', severity: 'error', message, at: placeOf(page) });
    } finally {
      proxy?.cleanup();
    }
    this.#tellWarnings(page.findings, page);
    return page;
  }

  async #read(proxy: PageProxy, page: Page): Promise<void> {
    const viewport = proxy.getViewport({ scale: 1 });
    page.width = viewport.width;
    page.height = viewport.height;
    const limits = this.#limits;
    const operators = await readOperators(proxy, {
      operators: limits.operatorsPerPage,
      glyphs: limits.glyphsPerPage,
      seconds: limits.secondsPerPage,
    });
    const content = readContent({
      codes: operators.codes,
      args: operators.args,
      fonts: await loadFonts(proxy, operators),
      matrix: viewport.transform as unknown as Matrix,
      page: [0, 0, page.width, page.height],
      layers: usesLayers(operators) ? await this.#document!.getOptionalContentConfig() : null,
      rulingLimit: limits.rulingsPerPage,
    });
    markUnmapped(content.glyphs, content.sources);
    page.glyphs = dropDoubled(content.glyphs);
    page.rulings = findSeenLines(content.lines.lines, content.lines.areas);
    page.fills = content.lines.areas.map(({ box, color }) => ({ box, color }));
    page.pictures = content.pictures;
    judgePage(page, content, operators, this.#damaged);
  }

  async renderPage(number: number, scale: number): Promise<Picture | null> {
    return renderPage(this.#bytes, { password: this.options.password, number, scale });
  }

  async close(): Promise<void> {
    stopCollecting(this.#warnings);
    this.#document = null;
    // A document that failed to open, or is torn down while it still decodes pictures, may reject here.
    await this.#task?.destroy().catch(() => {});
    this.#task = null;
  }

  #find(code: string, severity: Finding['severity'], message: string): void {
    this.findings.push({ code, severity, message, at: [] });
  }

  /** pdf.js's warnings as findings: content that it gave up is an error, the rest is told once as information. */
  #tellWarnings(findings: Finding[], page: Page | null): void {
    const warnings = this.#warnings.take();
    if (warnings.includes(REBUILT) && !this.#damaged && this.pageCount > 0) {
      this.#damaged = true;
      this.#find('pdf/damaged', 'warning', 'the table of objects is broken and was built anew; objects may be missing');
    }
    const count = warnings.map((warning) => WRONG_COUNT.exec(warning)?.[1]).find(Boolean);
    if (count)
      this.#find('pdf/page-count', 'warning', `the file says that it has ${count} pages; it has ${this.pageCount}`);
    const gaveUp = page ? warnings.filter((warning) => GAVE_UP.test(warning)) : [];
    if (page && gaveUp.length > 0) {
      const message = `page ${page.number}: a part could not be read: ${gaveUp[0]}`;
      const [code, severity] = ['pdf/unreadable-content', 'error'] as const;
      findings.push({ code, severity, message, at: placeOf(page), actual: gaveUp.join('\n') });
    }
    const rest = warnings.filter((warning) => !gaveUp.includes(warning) && !WRONG_COUNT.test(warning));
    if (rest.length > 0) {
      const at = page ? placeOf(page) : [];
      findings.push({ code: 'pdf/warnings', severity: 'info', message: rest.join('\n'), at });
    }
  }
}

/** pdf.js's warning before it searches the whole file for objects. */
const REBUILT = 'Indexing all PDF objects';

/** pdf.js's warning where the page tree holds more or fewer pages than it says. */
const WRONG_COUNT = /invalid \/Pages tree \/Count: (-?\d+)/;

/** Warnings after which something that was on the page is missing from its operators. */
const GAVE_UP = new RegExp(
  [
    'getOperatorList - ignoring (errors|XObject)',
    '.*circular reference',
    'Unterminated string',
    'Invalid stream',
    'Command token too long',
    'Error during font loading',
  ]
    .map((start) => `^${start}`)
    .join('|'),
);

function usesLayers({ codes }: Operators): boolean {
  return codes.includes(OPERATOR.beginMarkedContentProps);
}

async function loadFonts(proxy: PageProxy, { codes, args }: Operators): Promise<Map<string, Font | null>> {
  const fonts = new Map<string, Font | null>();
  const names = new Set<string>();
  for (let i = 0; i < codes.length; i++) {
    if (codes[i] === OPERATOR.setFont) names.add(args[i]![0] as string);
    else if (codes[i] === OPERATOR.setGState) {
      for (const [key, value] of args[i]![0] as [string, unknown][])
        if (key === 'Font') names.add((value as [string])[0]);
    }
  }
  for (const name of names) fonts.set(name, await findFont(proxy, name));
  return fonts;
}

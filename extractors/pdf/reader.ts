/**
 * Reads PDF pages into the page model: glyphs, rulings, fills and pictures as a person sees them.
 *
 * Bad input never throws: what cannot be opened is a file of no pages with an error finding, and a page that cannot be
 * read whole says so in its findings. `close` must be called in any case; it frees all that pdf.js holds.
 */
import type { Finding } from '../document.js';
import { type Content, readContent } from './content.js';
import { dropDoubled } from './doubled.js';
import { findGarbled } from './garbled.js';
import { UNKNOWN } from './glyph-text.js';
import { emptyHugeStreams, MARK_OF_REMOVED_STREAM } from './inflation.js';
import type { Matrix } from './matrix.js';
import type { Page, PageState } from './page.js';
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
import { DEFAULT_LIMITS, type PdfLimits, READER_SETTINGS } from './settings.js';
import { markUnmapped } from './unmapped.js';
import { startCollecting, stopCollecting, WarningCollector } from './warnings.js';

export interface PdfOptions {
  password?: string;
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
    this.#judge(page, content, operators);
  }

  /** What the page turned out to be, and what of it is lost or in doubt. */
  #judge(page: Page, content: Content, operators: Operators): void {
    const find = (code: string, severity: Finding['severity'], message: string, actual?: string) =>
      page.findings.push({
        code,
        severity,
        message: `page ${page.number}: ${message}`,
        at: placeOf(page),
        ...(actual === undefined ? {} : { actual }),
      });
    if (operators.stoppedBy)
      find('pdf/page-too-large', 'error', `too many ${operators.stoppedBy}; the rest was not read`);
    if (content.lines.overflow) find('pdf/page-too-large', 'error', 'too many lines; the rest was left out');
    if (content.marks.has(MARK_OF_REMOVED_STREAM)) {
      find('pdf/stream-too-large', 'error', 'content inflates beyond the limit and was not read');
    }
    const readable = page.glyphs.some(({ text, hidden }) => !hidden && text !== ' ' && text !== UNKNOWN);
    const lost = [...content.lostStrings].map(([font, times]) => `${times} × ${font}`).join(', ');
    const failed = content.lostStrings.get('a font that could not be loaded') ?? 0;
    const mute = page.glyphs.some(({ text, hidden }) => !hidden && text === UNKNOWN);
    if ((!readable && (content.lostStrings.size > 0 || mute)) || failed > 0) {
      const which = lost === '' ? 'no glyph is mapped' : lost;
      find('pdf/no-text', 'error', `text is painted, but its characters cannot be read (${which})`);
    }
    const garbled = findGarbled(page.glyphs);
    const unknown = page.glyphs.filter(({ text, hidden }) => !hidden && text.includes(UNKNOWN));
    if (readable && unknown.length > 0) {
      const at: Finding['at'] = unknown.slice(0, 20).map(({ box }) => ({ page: page.number, box }));
      const message = `page ${page.number}: ${unknown.length} character(s) are painted whose fonts do not say what they are`;
      page.findings.push({ code: 'pdf/unknown-character', severity: 'warning', message, at });
    }
    for (const { font, reason, share, sample } of garbled) {
      const percent = Math.round(share * 100);
      find('pdf/garbled-text', 'error', `text in font ${font} looks garbled: ${reason} (${percent}%)`, sample);
    }
    page.state = stateOf(page, readable, garbled.length > 0);
    if (page.state === 'scan') find('pdf/scanned-page', 'error', 'a picture, no text; it needs OCR');
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
    const gaveUp = warnings.filter((warning) => GAVE_UP.test(warning));
    const at = page ? placeOf(page) : [];
    if (page && gaveUp.length > 0) {
      const message = `page ${page.number}: a part could not be read: ${gaveUp[0]}`;
      findings.push({ code: 'pdf/unreadable-content', severity: 'error', message, at, actual: gaveUp.join('\n') });
    }
    const rest = warnings.filter((warning) => !(page && gaveUp.includes(warning)));
    if (rest.length > 0) {
      findings.push({ code: 'pdf/warnings', severity: 'info', message: rest.join('\n'), at });
    }
  }
}

/** Warnings after which something that was on the page is missing from its operators. */
const GAVE_UP = /^(getOperatorList - ignoring (errors|XObject)|.*circular reference)/;

function placeOf({ number, width, height }: Page): Finding['at'] {
  return [{ page: number, box: [0, 0, width, height] }];
}

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

function stateOf(page: Page, readable: boolean, garbled: boolean): PageState {
  if (garbled) return 'garbled';
  const largest = Math.max(0, ...page.pictures.map(([x0, top, x1, bottom]) => (x1 - x0) * (bottom - top)));
  const pictured =
    sum(page.pictures) / (page.width * page.height || 1) > READER_SETTINGS.scanCover ||
    largest > 0.2 * page.width * page.height;
  if (!readable) return page.pictures.length > 0 && pictured ? 'scan' : page.glyphs.length > 0 ? 'garbled' : 'empty';
  return largest / (page.width * page.height || 1) > READER_SETTINGS.scanCover ? 'mixed' : 'text';
}
function sum(boxes: Page['pictures']): number {
  return boxes.reduce((area, [x0, top, x1, bottom]) => area + (x1 - x0) * (bottom - top), 0);
}

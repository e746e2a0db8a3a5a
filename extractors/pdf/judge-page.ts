/** What a page turned out to be once it is read, and what of it is lost or in doubt. */
import type { Finding } from '../document.js';
import type { Content } from './content.js';
import { findGarbled } from './garbled.js';
import { UNKNOWN } from './glyph-text.js';
import { MARK_OF_REMOVED_STREAM } from './inflation.js';
import type { Page, PageState } from './page.js';
import type { Operators } from './pdfjs.js';
import { READER_SETTINGS as S } from './settings.js';

/** Says what the page turned out to be, and what of it is lost or in doubt: its `state` and its findings. */
export function judgePage(page: Page, content: Content, operators: Operators, damaged: boolean): void {
  const find = (code: string, severity: Finding['severity'], message: string, actual?: string) =>
    page.findings.push({
      code,
      severity,
      message: `page ${page.number}: ${message}`,
      at: placeOf(page),
      ...(actual === undefined ? {} : { actual }),
    });
  if (operators.stoppedBy === 'damage') {
    find('pdf/unreadable-content', 'error', 'its content is damaged; what comes after the damage is missing');
  } else if (operators.stoppedBy) {
    find('pdf/page-too-large', 'error', `too many ${operators.stoppedBy}; the rest was not read`);
  }
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
  page.state = stateOf(page, {
    readable,
    garbled: garbled.length > 0 || (!readable && mute),
    outlines: content.lines.outlines,
  });
  if (damaged && page.state === 'empty') {
    find('pdf/unreadable-content', 'error', 'nothing is on it, and the file is damaged');
  }
  if (page.state === 'scan') find('pdf/scanned-page', 'error', 'a picture or outlined letters, no text; it needs OCR');
}

/** The whole page. */
export function placeOf({ number, width, height }: Page): Finding['at'] {
  return [{ page: number, box: [0, 0, width, height] }];
}

function stateOf(page: Page, seen: { readable: boolean; garbled: boolean; outlines: number }): PageState {
  if (seen.garbled) return 'garbled';
  const paper = page.width * page.height || 1;
  let largest = 0;
  let pictured = 0;
  for (const [x0, top, x1, bottom] of page.pictures) {
    const area = (x1 - x0) * (bottom - top);
    largest = Math.max(largest, area);
    pictured += area; // a scan may come in strips
  }
  if (!seen.readable) {
    const scanned = pictured / paper > S.scanCover || largest / paper > S.pictureCover;
    return scanned || seen.outlines >= S.outlinedLetters ? 'scan' : 'empty';
  }
  const few = page.glyphs.length < seen.outlines / S.outlinesPerGlyph;
  const outlined = few && seen.outlines >= S.outlinedLetters * S.outlinesPerGlyph;
  return largest / paper > S.scanCover || outlined ? 'mixed' : 'text';
}

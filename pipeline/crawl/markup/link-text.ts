/** Which texts are addresses: of pages, of files, of neither. Scripts and attributes hold all kinds of texts. */

const PAGE = /\.(?:s?html?|xhtml|jspx?|do|action|aspx?|ashx|php|cgi)(?:[?#;]|$)/i;
/** Without a slash, `event.do` is no address, and `index.html` is one. */
const PAGE_NAME = /^[\w\u0080-\uffff%.~-]+\.(?:s?html?|jspx?|aspx?|ashx|php)(?:[?#;]|$)/i;
const FILE = /\.(?:pdf|docx?|wps|xlsx?|xlsm|et|csv|pptx?|dps|rtf|odt|ods|ofd|ceb|zip|rar|7z|txt|tiff?)(?:[?#&;]|$)/i;
const FILE_AT_END = /\.(?:pdf|docx?|wps|xlsx?|xlsm|et|csv|pptx?|dps|rtf|odt|ods|ofd|ceb|zip|rar|7z|txt|tiff?)$/i;
const FURNITURE =
  /\.(?:m?js|css|less|scss|map|png|jpe?g|gif|bmp|ico|svg|webp|woff2?|ttf|eot|otf|swf|mp[34]|avi|wmv|flv|m3u8|wasm)(?:[?#;]|$)/i;
/** What a template or a regular expression has, and no address. */
const NOT_AN_ADDRESS = /\{\{|\}\}|\$\{|#\{|<|>|["\\|^*]|[\r\n]/;
const ABSOLUTE = /^(?:https?:)?\/\/[^\s/?#]+\.?[^\s]*$/i;

/** `list.js`, `ysjx_list.js`, `data2024.js`, `zNodes.js`: libraries are called otherwise, or have versions. */
const LIST_SCRIPT =
  /(?:^|[/_-])(?:\w{0,20}(?:list|data|nodes?|tree)|news|articles?|info|columns?|channels?|catalog|menu)(?:[_-]?\d{1,8})?\.js$/i;

/** What pages of all sites have, and what counts visitors. */
const LIBRARY =
  /jquery|bootstrap|swiper|layui|layer|laydate|laypage|vue|angular|react|axios|echarts|zepto|require|polyfill|html5|respond|json2|superslide|lazyload|wow|animate|qrcode|share|hm\.js|stat|analytics|count|ueditor|datepicker|wdatepicker|video|player|flexible|barrier|wza|\.min\.js/i;

const TREE_LIBRARY = /(?:^|\/)(?:[a-z]|js|mz|ms|easy)tree\.js$/i;

const LONGEST = 2000;
/** Records of one text. */
const MOST_RECORDS = 1000;

/** `path`: begins with a slash or dots and has no extension, which in a script may also be half of an address. */
export type AddressKind = 'file' | 'page' | 'path';

/** What kind of address a text is; null where it is none, or one of what pages are dressed with. */
export function addressKind(text: string): AddressKind | null {
  if (text.length < 2 || text.length > LONGEST || NOT_AN_ADDRESS.test(text)) return null;
  const pathPart = text.replace(/[?#].*$/s, '');
  const file = FILE_AT_END.test(pathPart) || FILE.test(text);
  // Names of files hold spaces; other addresses do not.
  if (/\s/.test(text.trim()) && !file) return null;
  if (FURNITURE.test(pathPart)) return null;
  if (file) return pathPart.includes('/') || /^[^\s/]+$/.test(pathPart) ? 'file' : null;
  if (ABSOLUTE.test(text)) return 'page';
  if (/^\.{0,2}\/[\w\u0080-\uffff.~%-]/.test(text)) return PAGE.test(text) ? 'page' : 'path';
  if (PAGE_NAME.test(text)) return 'page';
  return PAGE.test(text) && /^[\w\u0080-\uffff.~%-]+\//.test(text) ? 'page' : null;
}

/** The text is the name of a file, or ends with one. */
export function namesFile(text: string): boolean {
  return FILE_AT_END.test(text.replace(/[\s)）】\]]+$/, ''));
}

/** The address of a file, by the extension of its path or of one of its parameters. */
export function isFileAddress(url: string): boolean {
  const [path = '', query = ''] = url.split(/[?#]/, 2);
  return FILE_AT_END.test(path) || FILE.test(query);
}

/** Pictures, styles, programs: what the crawl never asks for. */
export function isFurniture(url: string): boolean {
  return FURNITURE.test(url.replace(/[?#].*$/s, '')) && !isListScript(url);
}

/** A script that knows nothing of the site that has it. */
export function isLibrary(address: string): boolean {
  return LIBRARY.test(
    address
      .replace(/[?#].*$/s, '')
      .split('/')
      .at(-1) ?? '',
  );
}

/** A script that is called as what it holds: the records of a list, or its columns. */
export function isListScript(address: string): boolean {
  const path = address.replace(/[?#].*$/s, '');
  return LIST_SCRIPT.test(path) && !TREE_LIBRARY.test(path);
}

/** Records of a list in one text: `标题|/czj/t1.html|2024-03-01;标题|/czj/t2.html|2024-03-02`. */
export function readRecords(text: string): { href: string; text: string }[] {
  if (!text.includes('|')) return [];
  const whole = readRecord(text);
  const pieces = text.split(/[;；\n]+/, MOST_RECORDS).filter((piece) => piece.trim() !== '');
  const records = pieces.map(readRecord);
  // A semicolon may also stand in a title.
  return pieces.length > 1 && records.every((record) => record !== null) ? records : whole ? [whole] : [];
}

/** A record of a list in one text: `标题|/czj/t1.html|2024-03-01`. */
function readRecord(text: string): { href: string; text: string } | null {
  if (!text.includes('|') || text.length > LONGEST) return null;
  const parts = text.split('|').map((part) => part.trim());
  const href = parts.find((part) => /^(?:page|file)$/.test(addressKind(part) ?? ''));
  const words = (part: string) => part.match(/[\u4e00-\u9fff]/g)?.length ?? 0;
  const named = parts.filter((part) => part !== href).sort((a, b) => words(b) - words(a));
  return href === undefined ? null : { href, text: named[0] ?? '' };
}

/** Names of parameters, and of variables, that count the pages of a list. */
export const PAGE_PARAMETER =
  /^(?:page|pageno|page_no|pagenum|page_num|pagenumber|pageindex|page_index|currentpage|current_page|curpage|current|curr|cur|pn|p|pg|currpage|nowpage|page_?current|topage)$/i;

/** Names of parameters that say how many records a page of a list has. */
export const SIZE_PARAMETER = /^_?(?:pagesize|page_size|perpage|per_page|limit|rows|size|num)$/i;

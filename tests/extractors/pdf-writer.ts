/** Writes small PDFs for tests: plain objects, any content stream, and all the damage that is asked for. */
import { createHash } from 'node:crypto';
import { deflateSync } from 'node:zlib';

export interface PageSpec {
  content: string | Buffer;
  /** Extra entries of the page dictionary, for example `/Rotate 90`. */
  extra?: string;
  mediaBox?: [number, number, number, number];
  /** Extra entries of the resources, for example `/XObject <</X1 20 0 R>>`. */
  resources?: string;
}

export interface FileSpec {
  pages: PageSpec[];
  /** Further objects by number, from 20: a whole object body, or a dictionary and a stream. */
  objects?: Record<number, string | { dictionary: string; stream: string | Buffer }>;
  /** Further fonts: `/F5 25 0 R`. */
  fonts?: string;
  catalog?: string;
  /** Of the page tree; the number of pages when left out. */
  count?: number;
  kids?: string;
  deflate?: boolean;
  encrypt?: { userPassword: string; permissions: number };
}

/**
 * Fonts that every page has:
 * - F1 Helvetica; F2 FangSong with GBK-EUC-H, not embedded; F3 the same, written from top to bottom.
 */
export function writePdf(spec: FileSpec): Uint8Array {
  const objects = new Map<number, string | { dictionary: string; stream: Buffer }>();
  const firstPage = 1000;
  const kids = spec.kids ?? spec.pages.map((_, i) => `${firstPage + 2 * i} 0 R`).join(' ');
  objects.set(1, `<</Type/Catalog/Pages 2 0 R ${spec.catalog ?? ''}>>`);
  objects.set(2, `<</Type/Pages/Kids[${kids}]/Count ${spec.count ?? spec.pages.length}>>`);
  objects.set(3, '<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>');
  for (const [number, encoding] of [
    [4, 'GBK-EUC-H'],
    [5, 'GBK-EUC-V'],
  ] as const) {
    objects.set(number, `<</Type/Font/Subtype/Type0/BaseFont/FangSong/Encoding/${encoding}/DescendantFonts[6 0 R]>>`);
  }
  objects.set(
    6,
    '<</Type/Font/Subtype/CIDFontType2/BaseFont/FangSong/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 2>>/DW 1000/FontDescriptor 7 0 R>>',
  );
  objects.set(
    7,
    '<</Type/FontDescriptor/FontName/FangSong/Flags 6/FontBBox[0 -200 1000 900]/ItalicAngle 0/Ascent 859/Descent -140/CapHeight 700/StemV 80>>',
  );
  spec.pages.forEach((page, i) => {
    const box = page.mediaBox ?? [0, 0, 600, 400];
    const fonts = `<</F1 3 0 R/F2 4 0 R/F3 5 0 R ${spec.fonts ?? ''}>>`;
    objects.set(
      firstPage + 2 * i,
      `<</Type/Page/Parent 2 0 R/MediaBox[${box.join(' ')}]/Contents ${firstPage + 2 * i + 1} 0 R/Resources<</Font ${fonts} ${page.resources ?? ''}>> ${page.extra ?? ''}>>`,
    );
    const content = Buffer.isBuffer(page.content) ? page.content : Buffer.from(page.content, 'latin1');
    const stream = spec.deflate ? deflateSync(content) : content;
    objects.set(firstPage + 2 * i + 1, { dictionary: spec.deflate ? '/Filter/FlateDecode' : '', stream });
  });
  for (const [number, body] of Object.entries(spec.objects ?? {})) {
    objects.set(
      Number(number),
      typeof body === 'string'
        ? body
        : { dictionary: body.dictionary, stream: Buffer.from(body.stream as string, 'latin1') },
    );
  }
  return serialise(objects, spec.encrypt);
}

function serialise(
  objects: Map<number, string | { dictionary: string; stream: Buffer }>,
  encrypt: FileSpec['encrypt'],
): Uint8Array {
  const chunks: Buffer[] = [Buffer.from('%PDF-1.5\n')];
  const offsets = new Map<number, number>();
  let length = chunks[0]!.length;
  const put = (part: string | Buffer) => {
    const chunk = typeof part === 'string' ? Buffer.from(part, 'latin1') : part;
    chunks.push(chunk);
    length += chunk.length;
  };
  const security = encrypt ? secure(encrypt) : null;
  for (const [number, body] of objects) {
    offsets.set(number, length);
    put(`${number} 0 obj\n`);
    if (typeof body === 'string') put(body);
    else {
      const stream = security ? security.encrypt(number, body.stream) : body.stream;
      put(`<<${body.dictionary}/Length ${stream.length}>>stream\n`);
      put(stream);
      put('\nendstream');
    }
    put('\nendobj\n');
  }
  const table = length;
  put('xref\n0 1\n0000000000 65535 f \n');
  for (const [number, offset] of offsets) put(`${number} 1\n${String(offset).padStart(10, '0')} 00000 n \n`);
  put(`trailer<</Size 5000/Root 1 0 R ${security?.trailer ?? ''}>>\nstartxref\n${table}\n%%EOF\n`);
  return new Uint8Array(Buffer.concat(chunks));
}

/** `<hex>` for GBK text shown in F2 or F3. */
export function gbk(text: string): string {
  return `<${Array.from(text, (character) => codes().get(character) ?? '3F').join('')}>`;
}

let table: Map<string, string> | null = null;
function codes(): Map<string, string> {
  if (table) return table;
  table = new Map();
  const decoder = new TextDecoder('gbk');
  for (let high = 0x81; high <= 0xfe; high++) {
    for (let low = 0x40; low <= 0xfe; low++) {
      const bytes = Uint8Array.of(high, low);
      const character = decoder.decode(bytes);
      if (Array.from(character).length === 1 && !table.has(character))
        table.set(character, Buffer.from(bytes).toString('hex'));
    }
  }
  for (let code = 0x20; code < 0x7f; code++) table.set(String.fromCharCode(code), code.toString(16));
  return table;
}

/** A Type 0 font with Identity-H whose ToUnicode says what it is told: object bodies for 20–22, font name F9. */
export function fontWithMap(map: Record<number, string>): Pick<FileSpec, 'objects' | 'fonts'> {
  const hex = (text: string) => Buffer.from(text, 'utf16le').swap16().toString('hex');
  const lines = Object.entries(map).map(
    ([code, text]) => `<${Number(code).toString(16).padStart(4, '0')}> <${hex(text)}>`,
  );
  const blocks: string[] = [];
  for (let i = 0; i < lines.length; i += 100) {
    const block = lines.slice(i, i + 100);
    blocks.push(`${block.length} beginbfchar\n${block.join('\n')}\nendbfchar`);
  }
  const stream = `/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapType 2 def
1 begincodespacerange <0000> <ffff> endcodespacerange
${blocks.join('\n')}
endcmap end end`;
  return {
    fonts: '/F9 20 0 R',
    objects: {
      20: '<</Type/Font/Subtype/Type0/BaseFont/ABCDEF+Liar/Encoding/Identity-H/DescendantFonts[21 0 R]/ToUnicode 22 0 R>>',
      21: '<</Type/Font/Subtype/CIDFontType2/BaseFont/ABCDEF+Liar/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/DW 1000/FontDescriptor 7 0 R>>',
      22: { dictionary: '', stream },
    },
  };
}

// Standard security handler, revision 2 (RC4, 40 bit): old, and short enough to write here.
const PADDING = Buffer.from('28bf4e5e4e758a4164004e56fffa01082e2e00b6d0683e802f0ca9fe6453697a', 'hex');

function secure({ userPassword, permissions }: NonNullable<FileSpec['encrypt']>) {
  const id = Buffer.from('0123456789abcdef');
  const padded = Buffer.concat([Buffer.from(userPassword, 'latin1'), PADDING]).subarray(0, 32);
  const owner = rc4(md5(PADDING).subarray(0, 5), padded);
  const bits = Buffer.alloc(4);
  bits.writeInt32LE(permissions);
  const key = md5(Buffer.concat([padded, owner, bits, id])).subarray(0, 5);
  const user = rc4(key, PADDING);
  const hex = (data: Buffer) => `<${data.toString('hex')}>`;
  return {
    trailer: `/ID[${hex(id)}${hex(id)}]/Encrypt<</Filter/Standard/V 1/R 2/O${hex(owner)}/U${hex(user)}/P ${permissions}>>`,
    encrypt(number: number, data: Buffer): Buffer {
      const suffix = Buffer.from([number & 255, (number >> 8) & 255, (number >> 16) & 255, 0, 0]);
      return rc4(md5(Buffer.concat([key, suffix])).subarray(0, 10), data);
    },
  };
}

function md5(data: Buffer): Buffer {
  return createHash('md5').update(data).digest();
}

function rc4(key: Buffer, data: Buffer): Buffer {
  const state = Array.from({ length: 256 }, (_, i) => i);
  for (let i = 0, j = 0; i < 256; i++) {
    j = (j + state[i]! + key[i % key.length]!) & 255;
    [state[i], state[j]] = [state[j]!, state[i]!];
  }
  const out = Buffer.alloc(data.length);
  for (let n = 0, i = 0, j = 0; n < data.length; n++) {
    i = (i + 1) & 255;
    j = (j + state[i]!) & 255;
    [state[i], state[j]] = [state[j]!, state[i]!];
    out[n] = data[n]! ^ state[(state[i]! + state[j]!) & 255]!;
  }
  return out;
}

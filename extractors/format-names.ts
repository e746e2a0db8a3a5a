/** Formats that counties publish and that are not read, by the names people know them by. */
const FORMAT_NAMES: Record<string, string> = {
  'application/pdf': 'PDF',
  'text/html': 'HTML',
  'application/xhtml+xml': 'XHTML',
  'multipart/related': 'MHT',
  'application/rtf': 'RTF',
  'application/ofd': 'OFD',
  'application/msword': 'DOC',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': 'DOCX',
  'application/vnd.ms-excel': 'XLS',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': 'XLSX',
  'application/vnd.ms-excel.sheet.binary.macroenabled.12': 'XLSB',
  'application/x-wordprocessingml-2003': 'Word 2003 XML',
  'application/vnd.ms-powerpoint': 'PPT',
  'application/vnd.openxmlformats-officedocument.presentationml.presentation': 'PPTX',
  'application/vnd.ms-works': 'Microsoft Works',
  'application/vnd.ms-outlook': 'Outlook message',
  'application/x-hwp': 'HWP',
  'application/x-cfb': 'an OLE2 compound file of unknown kind',
  'application/vnd.oasis.opendocument.text': 'ODT',
  'application/vnd.oasis.opendocument.spreadsheet': 'ODS',
  'application/zip': 'ZIP',
  'application/x-rar-compressed': 'RAR',
  'application/x-7z-compressed': '7z',
  'image/jpeg': 'a JPEG picture',
  'image/png': 'a PNG picture',
  'image/tiff': 'a TIFF picture',
};

/** `OFD` for `application/ofd`; the media type itself where people have no other name for it. */
export function formatName(mediaType: string): string {
  return FORMAT_NAMES[mediaType] ?? mediaType;
}

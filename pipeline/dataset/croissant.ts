/** `croissant.json`: the dataset for machine learning tools and dataset search, by MLCommons Croissant 1.0 (JSON-LD). */
import type { Column, ColumnType } from './columns.js';
import { type DatasetFile, DESCRIPTION, NAME, TITLE } from './data-package.js';
import { FOLDERS } from './files.js';
import type { Publication } from './publication.js';
import type { Table } from './tables.js';

/** The context of the specification, word for word: tools warn of any other. */
const CONTEXT = {
  '@language': 'en',
  '@vocab': 'https://schema.org/',
  citeAs: 'cr:citeAs',
  column: 'cr:column',
  conformsTo: 'dct:conformsTo',
  cr: 'http://mlcommons.org/croissant/',
  rai: 'http://mlcommons.org/croissant/RAI/',
  data: { '@id': 'cr:data', '@type': '@json' },
  dataType: { '@id': 'cr:dataType', '@type': '@vocab' },
  dct: 'http://purl.org/dc/terms/',
  examples: { '@id': 'cr:examples', '@type': '@json' },
  extract: 'cr:extract',
  field: 'cr:field',
  fileProperty: 'cr:fileProperty',
  fileObject: 'cr:fileObject',
  fileSet: 'cr:fileSet',
  format: 'cr:format',
  includes: 'cr:includes',
  isLiveDataset: 'cr:isLiveDataset',
  jsonPath: 'cr:jsonPath',
  key: 'cr:key',
  md5: 'cr:md5',
  parentField: 'cr:parentField',
  path: 'cr:path',
  recordSet: 'cr:recordSet',
  references: 'cr:references',
  regex: 'cr:regex',
  repeated: 'cr:repeated',
  replace: 'cr:replace',
  sc: 'https://schema.org/',
  separator: 'cr:separator',
  source: 'cr:source',
  subField: 'cr:subField',
  transform: 'cr:transform',
};

/** There is no type of exact decimals. */
const DATA_TYPES: Record<ColumnType, string> = {
  text: 'sc:Text',
  integer: 'sc:Integer',
  boolean: 'sc:Boolean',
  decimal: 'sc:Float',
  coordinate: 'sc:Float',
};

/** As Croissant's own reader calls them; it knows no other name of Parquet. */
const FORMATS: Record<string, string> = { parquet: 'application/x-parquet', csv: 'text/csv', md: 'text/markdown' };

/**
 * The descriptor of the files, its record sets read from Parquet. What only the publisher knows (URL, licence, creator,
 * date) stands there where `publication` says so, and is left out where nobody said it.
 */
export function croissant(
  version: string,
  tables: readonly Table[],
  files: readonly DatasetFile[],
  publication: Publication | null,
): object {
  const described = files.filter(({ path }) => !path.startsWith(`${FOLDERS.excel}/`));
  return {
    '@context': CONTEXT,
    '@type': 'sc:Dataset',
    name: NAME,
    alternateName: TITLE,
    conformsTo: 'http://mlcommons.org/croissant/1.0',
    description: DESCRIPTION,
    // Its own reader takes no more than MAJOR.MINOR.PATCH; the version in full stands in datapackage.json.
    version: version.replace(/[-+].*$/, ''),
    inLanguage: ['zh', 'en'],
    keywords: ['预算绩效', 'budget performance', 'government transparency', 'China'],
    ...(publication && {
      url: publication.url,
      license: publication.license,
      creator: { '@type': 'Organization', ...publication.creator },
      datePublished: publication.date,
    }),
    distribution: described.map(fileObject),
    recordSet: tables.map(recordSet),
  };
}

function fileObject({ path, bytes, sha256 }: DatasetFile): object {
  return {
    '@type': 'cr:FileObject',
    '@id': path,
    name: path.slice(path.lastIndexOf('/') + 1),
    contentUrl: path,
    contentSize: `${bytes} B`,
    encodingFormat: FORMATS[path.slice(path.lastIndexOf('.') + 1)],
    sha256,
  };
}

const fieldId = (table: string, column: string) => `${table}/${column}`;

function recordSet(table: Table): object {
  const { name, title, row, columns, primaryKey, foreignKeys } = table;
  return {
    '@type': 'cr:RecordSet',
    '@id': name,
    name,
    description: `${title}: ${row.zh} · One record: ${row.en}`,
    key: primaryKey.map((column) => ({ '@id': fieldId(name, column) })),
    field: columns.map((column) => field(table, column, referenceOf(column, foreignKeys))),
  };
}

/** A reference goes from one field to one field: keys of several columns have none here, and stand in datapackage.json. */
function referenceOf({ name }: Column, keys: Table['foreignKeys']): string | null {
  const key = keys.find(({ fields }) => fields.length === 1 && fields[0] === name);
  return key?.references[0] ? fieldId(key.table, key.references[0]) : null;
}

function field(table: Table, { name, type, title, description, unit }: Column, reference: string | null): object {
  return {
    '@type': 'cr:Field',
    '@id': fieldId(table.name, name),
    name,
    description: `${title}${unit ? `（${unit}）` : ''} · ${description}`,
    dataType: DATA_TYPES[type],
    source: {
      fileObject: { '@id': `${FOLDERS.parquet}/${table.name}.parquet` },
      extract: { column: name },
    },
    ...(reference && { references: { field: { '@id': reference } } }),
  };
}

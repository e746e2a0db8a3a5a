/** What one pass over a page finds: its links as they are written, and the shape of the page. */
import type { PageForm } from './forms.js';
import type { Refresh } from './refresh.js';
import type { ScriptCall } from './script-reading.js';
import { Shape } from './shape.js';

export type RawVia =
  | 'a'
  | 'area'
  | 'iframe'
  | 'onclick'
  | 'script'
  | 'data'
  | 'pagination'
  | 'feed'
  | 'sitemap'
  | 'attachment';

/** A link as it is written. */
export interface RawLink {
  href: string;
  text: string;
  via: RawVia;
  rel?: string;
}

/** An element that says which list is asked for (`queryData`), or how long it is, or both. */
export interface PageUnit {
  /** Where it is asked for; empty where it is not said. */
  address: string;
  query: string;
  /** Items of a page and of the whole list, and the page's number; 0, 0 and 1 where it is not said. */
  rows: number;
  count: number;
  number: number;
}

export interface HtmlFacts {
  title: string;
  /** `<meta>` by name, property or http-equiv, lower case. */
  metas: Map<string, string>;
  base: string | null;
  links: RawLink[];
  /** Links that were not kept, because the page has more than the limit. */
  cut: number;
  /** Where the page itself goes, by meta refresh or script. */
  refresh: Refresh | null;
  locations: string[];
  calls: ScriptCall[];
  constants: Map<string, string>;
  partial: string[];
  /** Objects that variables of its scripts are set to. */
  objects: Map<string, ScriptCall>;
  /** Addresses that scripts make of records. */
  made: string[];
  setsCookie: boolean;
  reloads: boolean;
  /** What is in scripts and markup that may tell a challenge; the beginning of it. */
  scriptText: string;
  scripts: number;
  /** Where those are that do not stand in the page. */
  scriptSources: string[];
  /** Scripts of the site that a script adds. */
  addedScripts: number;
  noscriptText: string;
  passwords: number;
  inputs: number;
  /** Links in comments, which are not followed. */
  commentedLinks: number;
  /** Handlers that open something, whose address cannot be read: an example, and how many. */
  handlers: { count: number; example: string };
  /** ASP.NET: other pages of a list are had by posting the page's form. */
  postsBack: boolean;
  /** Other pages of a list are had by sending a form of the page. */
  sendsForms: boolean;
  /** It has the element that a program of scripts (Vue, React) fills with the whole page. */
  isApplication: boolean;
  /** Pictures outside of links. */
  pictures: number;
  /** Links to pictures. */
  linkedPictures: number;
  /** Links to places in a program of scripts: `#/detail/12`. */
  routes: number;
  /** Numbers in hidden fields, by their names and ids. */
  hidden: Map<string, number>;
  /** Those that scripts name. */
  scriptPictures: number;
  forms: PageForm[];
  /** Numbers that handlers send forms for: pages of a list. */
  sentNumbers: number[];
  /** The highest number that an anchor without an address shows, or says in `data-page`; 0 where none does. */
  deadNumbers: number;
  /** It is a page, and no piece that a script puts into one. */
  isWhole: boolean;
  templates: number;
  units: PageUnit[];
  /** What a feed or data file says of its size: `totalrecord`, `totalpage`, `perpage`. */
  counts: Map<string, number>;
  shape: Shape;
  /** Characters at the end in a tag that is never closed. */
  unread: number;
}

/** `footer`: words of lines that are not text of the page. */
export function emptyFacts(footer: readonly string[]): HtmlFacts {
  return {
    title: '',
    metas: new Map(),
    base: null,
    links: [],
    cut: 0,
    refresh: null,
    locations: [],
    calls: [],
    constants: new Map(),
    partial: [],
    made: [],
    objects: new Map(),
    setsCookie: false,
    reloads: false,
    scriptText: '',
    scripts: 0,
    scriptSources: [],
    addedScripts: 0,
    noscriptText: '',
    passwords: 0,
    inputs: 0,
    commentedLinks: 0,
    handlers: { count: 0, example: '' },
    postsBack: false,
    sendsForms: false,
    isApplication: false,
    pictures: 0,
    linkedPictures: 0,
    routes: 0,
    hidden: new Map(),
    scriptPictures: 0,
    forms: [],
    sentNumbers: [],
    deadNumbers: 0,
    isWhole: false,
    templates: 0,
    units: [],
    counts: new Map(),
    shape: new Shape(footer),
    unread: 0,
  };
}

/** White space and what is not seen, as one space. */
export function collapse(text: string): string {
  return text.replace(/[\s\u200b\ufeff]+/g, ' ').trim();
}

/** `gongkai history`: what was published when. */
import { access } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { Archive, digestFile } from '../archive/archive.js';
import { at, historiesOfBytes, historyOfUrl, type UrlHistory } from '../archive/history.js';
import type { Past } from '../archive/site-index.js';
import { canonicalUrl } from '../crawl/links/url.js';
import { DataFolder } from '../data-folder.js';
import { textTable } from '../text-table.js';
import { CannotWorkError, type Command, type Context, EXIT, EXIT_CODES_HELP, UsageError } from './command.js';
import { DATA_OPTION, type DataOptions } from './options.js';

interface HistoryOptions extends DataOptions {
  json?: boolean;
  at?: string;
}

/** So much of a hash is shown in the table, and enough to ask for. */
const HASH_SHOWN = 12;

export const historyCommand: Command<HistoryOptions> = {
  name: 'history',
  summary: 'tell what was published when, from the fetch log',
  paths: {
    syntax: '<what>',
    description: 'a URL; or bytes by their SHA-256 or as a local file: every URL where they were published',
  },
  options: [
    DATA_OPTION,
    {
      flags: '--at <time>',
      description: 'only what was there at a time, for example 2026-03-01 or 2026-03-01T08:00:00+08:00',
      parse: (text) => {
        const time = new Date(text);
        if (Number.isNaN(time.getTime())) throw new UsageError(`It is no date or time: '${text}'`);
        return time.toISOString();
      },
    },
    { flags: '--json', description: 'print one URL a line, with all that is known' },
  ],
  help: `Every version of a URL has its own line: when its bytes were first and last seen there, their hash, size, type
and the status of their record. 'missing' tells since when no page led there any more, or the server said
that it is gone; what came back begins a new line. A URL is looked for in the sites that begin on its
host, and in all others where these do not know it. The bytes of every version are in DIR/archive/objects.
Times are in UTC.

Examples:
  gongkai history https://www.example.gov.cn/zwgk/ysjx/t20240930_1.pdf
  gongkai history https://www.example.gov.cn/zwgk/ysjx/t20240930_1.pdf --at 2025-01-01
  gongkai history 绩效目标表.pdf --json            where, and since when, this file was published

${EXIT_CODES_HELP}`,

  async run([what = ''], options, context) {
    const data = await DataFolder.inspect(options.data);
    const histories = await findHistories(what, options.data);
    if (histories.length === 0) {
      context.log.error(`nothing is known of it in ${options.data}`, { source: what });
      return EXIT.notAllOk;
    }
    for (const history of histories) await tell(history, options, data, context);
    return EXIT.done;
  },
};

async function findHistories(what: string, data: string): Promise<UrlHistory[]> {
  await access(join(data, 'archive')).catch(() => {
    throw new CannotWorkError(`${data} holds no archive; 'gongkai crawl SITE' makes one`);
  });
  if (/^[0-9a-f]{64}$/i.test(what)) return historiesOfBytes(data, what.toLowerCase());
  if (/^https?:/i.test(what)) {
    const exact = await historyOfUrl(data, what);
    const canonical = canonicalUrl(what, what);
    return exact.length > 0 || canonical === null ? exact : historyOfUrl(data, canonical);
  }
  const { sha256 } = await digestFile(what).catch((error) => {
    throw new UsageError(`It is a URL, a SHA-256 or a file; '${what}' is none (${(error as Error).message})`);
  });
  return historiesOfBytes(data, sha256);
}

async function tell(history: UrlHistory, options: HistoryOptions, data: DataFolder, { print }: Context): Promise<void> {
  const { site, state, past: all } = history;
  const only = options.at ? at(all, options.at) : undefined;
  const past = options.at ? (only ? [only] : []) : all;
  const entries = await Promise.all(past.map((each) => describe(each, data)));
  if (options.json) {
    const { last, firstMissed } = state;
    const lastRequest = { time: last.time, run: last.run, outcome: last.outcome, why: last.why ?? null };
    const now = firstMissed ? 'missing' : state.version ? 'there' : 'never had';
    await print(
      `${JSON.stringify({ url: state.url, site, now, missing_since: firstMissed ?? null, last_request: lastRequest, history: entries })}\n`,
    );
    return;
  }
  await print(`${state.url}\nsite ${site}; last asked for ${short(state.last.time)}: ${outcomeOf(history)}\n`);
  await print(
    entries.length === 0
      ? `${options.at ? 'nothing was seen there until then' : 'it was never had'}\n\n`
      : `${textTable(COLUMNS, entries.map(row))}\n`,
  );
}

const COLUMNS = [
  { name: 'from' },
  { name: 'until' },
  { name: 'what' },
  { name: 'bytes', numeric: true },
  { name: 'type' },
  { name: 'record' },
  { name: 'title' },
];

const REASONS: Record<string, string> = {
  missing: 'no page leads there',
  gone: 'the server says so',
  redirected: 'it sends elsewhere',
};

type Entry = Awaited<ReturnType<typeof describe>>;

function row(entry: Entry): (string | number)[] {
  if (entry.kind === 'missing') {
    const until = entry.until ? `${short(entry.until)}, came back` : 'still';
    return [short(entry.first_missed), until, `missing: ${REASONS[entry.why] ?? entry.why}`, '', '', '', ''];
  }
  const { first_seen, last_seen, sha256, bytes, content_type, record, title } = entry;
  const type = content_type?.split(';')[0] ?? '';
  return [short(first_seen), short(last_seen), sha256.slice(0, HASH_SHOWN), bytes, type, record ?? '', title ?? ''];
}

async function describe(each: Past, data: DataFolder) {
  if ('absence' in each) {
    const { firstMissed, until, why } = each.absence;
    return { kind: 'missing' as const, first_missed: firstMissed, until: until ?? null, why };
  }
  const { sha256, bytes, firstSeen, lastSeen, contentType, role, title } = each.version;
  const record = role === 'document' ? ((await data.records.get(sha256))?.status ?? 'not read') : null;
  return {
    kind: 'version' as const,
    sha256,
    bytes,
    first_seen: firstSeen,
    last_seen: lastSeen,
    content_type: contentType ?? null,
    role: role ?? null,
    title: title ?? null,
    record,
    file: relative(data.path, new Archive(join(data.path, 'archive')).pathOf(sha256)),
  };
}

function outcomeOf({ state: { last, firstMissed } }: UrlHistory): string {
  const why = last.why ? ` (${last.why})` : '';
  return `${last.outcome}${why}${firstMissed ? `; missing since ${short(firstMissed)}` : ''}`;
}

/** To the second. */
function short(time: string): string {
  return time.replace(/\.\d+Z$/, 'Z');
}

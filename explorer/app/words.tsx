/** States and severities in words; none is told by its colour alone. */
import { say } from './language.js';

type Tone = 'good' | 'info' | 'warning' | 'error' | 'repair' | 'none';

const STATUSES: Record<string, { zh: string; en: string; tone: Tone }> = {
  ok: { zh: '读全', en: 'read', tone: 'good' },
  partial: { zh: '部分读出', en: 'partly read', tone: 'warning' },
  'needs-ocr': { zh: '需要文字识别', en: 'needs OCR', tone: 'warning' },
  unsupported: { zh: '格式不支持', en: 'unsupported format', tone: 'info' },
  encrypted: { zh: '已加密', en: 'encrypted', tone: 'warning' },
  blocked: { zh: '被网站拦截', en: 'blocked by the site', tone: 'warning' },
  gone: { zh: '已撤下', en: 'gone', tone: 'info' },
  failed: { zh: '读取失败', en: 'failed', tone: 'error' },
};

const SEVERITIES: Record<string, { zh: string; en: string; tone: Tone }> = {
  error: { zh: '错误', en: 'error', tone: 'error' },
  warning: { zh: '警告', en: 'warning', tone: 'warning' },
  info: { zh: '提示', en: 'remark', tone: 'info' },
};

const STATES: Record<string, { zh: string; en: string; tone: Tone }> = {
  applied: { zh: '已采用', en: 'in force', tone: 'good' },
  accepted: { zh: '已确认', en: 'accepted', tone: 'good' },
  reopened: { zh: '需重看', en: 'reopened', tone: 'warning' },
  'not-needed': { zh: '与识别一致', en: 'as it is read', tone: 'info' },
  superseded: { zh: '已被取代', en: 'superseded', tone: 'info' },
  'unknown-record': { zh: '记录不存在', en: 'no such record', tone: 'warning' },
  invalid: { zh: '无法采用', en: 'cannot be used', tone: 'error' },
};

const word = (words: Record<string, { zh: string; en: string }>, code: string) => {
  const known = words[code];
  return known ? say(known.zh, known.en) : code;
};

/** A document's status: `failed(…)` keeps its reason. */
export function statusWord(status: string): string {
  const [code = status, reason] = status.split(/(?=\()/);
  return word(STATUSES, code) + (reason ?? '');
}

export const severityWord = (severity: string) => word(SEVERITIES, severity);
export const stateWord = (state: string) => word(STATES, state);

const toneClass = (tone: Tone | undefined) => (tone && tone !== 'none' ? `tag tag-${tone}` : 'tag');

export function StatusTag({ status }: { status: string }) {
  return <span class={toneClass(STATUSES[status.split('(')[0]!]?.tone)}>{statusWord(status)}</span>;
}

/** Whether it stands where it was published; nothing is said of what does. */
export function StandingTag({ standing }: { standing: string | null }) {
  if (standing === 'superseded') return <span class="tag tag-warning">{say('已有新版', 'superseded')}</span>;
  return standing === 'gone' ? <span class="tag tag-info">{say('网站已撤下', 'gone from the site')}</span> : null;
}

export function SeverityTag({ severity }: { severity: string }) {
  return <span class={toneClass(SEVERITIES[severity]?.tone)}>{severityWord(severity)}</span>;
}

export function StateTag({ state }: { state: string }) {
  return <span class={toneClass(STATES[state]?.tone)}>{stateWord(state)}</span>;
}

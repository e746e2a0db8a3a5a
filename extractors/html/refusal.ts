/** Pages that stand in the place of a document: a firewall's, or the site's word that there is none (any more). */
import type { Finding } from '../document.js';

/** Text of the longest such page; a notice that only speaks of a block is longer. */
const LONGEST = 300;

/** What firewalls and their vendors say, and servers with 403. */
const BLOCKED =
  /403\s*Forbidden|Access\s*Denied|访问被(?:拦截|拒绝|阻断|禁止)|您的?(?:请求|访问|IP|行为)[^。]{0,20}(?:拦截|阻断|威胁|风险|异常|频繁)|请(?:先)?(?:开启|启用)您?的?(?:浏览器)?的?JavaScript|访问过于频繁/i;
const GONE =
  /404\s*(?:Not\s*Found|错误|页面)|(?:页面|文件|网页|信息|内容|文章)(?:不存在|已(?:被)?删除|未找到|找不到|已失效|已下线|已撤销)|(?:找不到|不存在)[^。]{0,8}(?:页面|网页|文件)/i;

/** The finding for a page whose whole text is a refusal; null for any other. */
export function refusalOf(text: string): Finding | null {
  const said = text.replace(/\s+/g, ' ').trim();
  if (said === '' || said.length > LONGEST) return null;
  for (const [pattern, code, message] of [
    [BLOCKED, 'document/blocked', 'the page is that of a firewall, not the document'],
    [GONE, 'document/gone', 'the page says that the document is not there'],
  ] as const) {
    const word = pattern.exec(said)?.[0];
    if (word) return { code, severity: 'error', message, at: [], actual: word };
  }
  return null;
}

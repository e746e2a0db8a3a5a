/** Addresses that stand in the text of a page without being links: 下载地址：http://www.example.gov.cn/a.pdf。 */

/** Up to a space, a quote or a bracket, or a character that is Chinese and would be the next sentence. */
const ADDRESS = /https?:\/\/[^\s<>"'“”‘’()（）【】《》，。；、：！？\u4e00-\u9fff]{4,500}/gi;
const MOST = 50;

export function plainAddresses(text: string): string[] {
  if (!text.includes('://')) return [];
  return (text.match(ADDRESS) ?? []).slice(0, MOST).map((address) => address.replace(/[.,;:!?]+$/, ''));
}

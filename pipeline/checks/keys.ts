/** Keys by which projects and indicators of different documents are the same. */

import { nameKey } from '../../normalizers/checks/rules/text.js';
import type { GongkaiRecord, Indicator } from '../../normalizers/record.js';

/** A name without what tells years and papers apart must still name something. In characters. */
const SHORTEST = 4;
const YEARS = /(?:19|20)\d\d年?度?/g;
const BRACKETS = /[(（【〔[][^()（）【】〔〕[\]]{0,60}[)）】〕\]]/g;
const ENDINGS = /(?:项目资金|项目经费|项目)$/;

/** What stands before the county in 沈阳市铁西区: projects are called after 铁西区. */
const ABOVE_COUNTY = /^.*?(?:自治区|省|市|州|盟|地区)(?=.{2})/;

/**
 * A project whatever the year and the paper: 德惠市教育局2024年…配套资金项目（小学、含特殊教育） and …配套资金（含特殊教育） are one.
 * Year, department, brackets and 项目 at the end are taken off, as far as a name is left; the county, too, where it is
 * given, which is for projects of one county only.
 */
export function projectKey(
  name: string | null,
  department: string | null = null,
  region: string | null = null,
): string {
  const whole = nameKey(name);
  let key = nameKey((name ?? '').replace(BRACKETS, ''));
  for (const owner of [department, region, region?.replace(ABOVE_COUNTY, '') ?? null].map(nameKey)) {
    if (owner !== '' && key.startsWith(owner)) key = key.slice(owner.length);
  }
  key = key.replace(YEARS, '').replace(ENDINGS, '');
  return key.length >= SHORTEST ? key : whole;
}

/** An indicator within a project: what is measured, in which unit. */
export function indicatorKey({ name, unit }: Pick<Indicator, 'name' | 'unit'>): string {
  return `${nameKey(name)} ${unit ?? ''}`;
}

/** The key of a region; null where it is not known, so that nothing is joined by it. */
export function regionKey({ document }: GongkaiRecord): string | null {
  return document.region_code;
}

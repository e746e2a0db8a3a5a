/** Names that do not belong in the document: other counties, other years (A47, A48). */

import type { Evidence } from '../../record.js';
import {
  aboutDocument,
  aboutEvaluation,
  aboutListing,
  aboutProject,
  both,
  decide,
  fail,
  field,
  pass,
  type Result,
  type Rule,
  type Subject,
} from './rule.js';

/** The reader's findings about counties and places that do not exist, of those that are meant by mistake. */
const FOREIGN = ['region/foreign-county', 'region/not-in-table'];

export const ownCounty: Rule = {
  id: 'A47',
  title: { zh: '未误写其他县区名称', en: 'no other county in the place of its own' },
  subjects: { zh: '份文件', en: 'documents' },
  source: both('GB/T 2260；有意提及的县区不计', 'GB/T 2260; counties that are named on purpose do not count'),
  tolerance: null,
  severity: 'warning',
  needs: both('地区已知的文件', 'a document whose region is known'),
  check: ({ record }): Result[] => {
    if (!record.document.region_code) return [];
    const wrong = record.findings.filter(({ code, severity }) => FOREIGN.includes(code) && severity === 'warning');
    const subject = aboutDocument(record);
    const own = field(both('地区', 'region'), record.document, 'region_name');
    if (wrong.length === 0) return [pass(subject, both('未见其他县区名称', 'only its own county'), [own])];
    const sides = wrong.map(({ actual, at }) => ({
      what: both('文中所印', 'printed'),
      value: actual ?? '',
      raw: actual ?? '',
      at,
    }));
    const names = [...new Set(sides.map(({ value }) => value))];
    const message = both(
      `${record.document.region_name}的文件中有${wrong.length}处写作${names.join('、')}`,
      `${names.join(', ')} in ${wrong.length} places of a document of ${record.document.region_name}`,
    );
    return [fail(subject, message, [own, ...sides])];
  },
};

const YEAR = /(?<!\d)(?:19|20)\d\d(?=\s*[-—－~～至到]\s*(?:19|20)\d\d\s*年|\s*[-—－~～至到]\s*\d\d年|\s*年)/gu;
const RANGE_END = /[-—－~～至到]\s*((?:19|20)?\d\d)\s*年/u;

/** The years that a name holds, with those inside a range: 2023-2025年. */
function yearsIn(name: string): number[] {
  const years = [...name.matchAll(YEAR)].map(([year]) => Number(year));
  const end = RANGE_END.exec(name)?.[1];
  const [first] = years;
  if (!end || first === undefined) return years;
  const last = end.length === 2 ? Math.floor(first / 100) * 100 + Number(end) : Number(end);
  if (last < first || last - first > LONGEST_RANGE) return years;
  return [...years, ...Array.from({ length: last - first + 1 }, (_, i) => first + i)];
}

/** No project is planned for longer. In years. */
const LONGEST_RANGE = 30;

export const yearInName: Rule = {
  id: 'A48',
  title: { zh: '项目名称中的年份与预算年度一致', en: 'year in the name of a project is that of the budget' },
  subjects: { zh: '个项目名称', en: 'names of projects' },
  source: both(
    '其他年度的项目可能是结转或照抄，需查看',
    'a project of another year may be carried over or copied: look at it',
  ),
  tolerance: null,
  severity: 'info',
  needs: both('含年份的项目名称', 'names of projects with a year'),
  check: ({ record }) => {
    const { document, listings, projects, evaluations } = record;
    const judge = <T extends { evidence: Evidence }>(
      subject: Subject,
      thing: T,
      name: keyof T & string,
      year: number | null,
    ): Result[] => {
      const years = yearsIn(String(thing[name] ?? ''));
      if (years.length === 0 || year === null) return [];
      return [
        decide(
          years.includes(year),
          subject,
          both(`为${year}年`, `of ${year}`),
          both(`名称为${years.join('、')}年，预算为${year}年`, `a name of ${years.join(', ')} in a budget of ${year}`),
          [
            field(both('名称', 'name'), thing, name),
            field(both('文件的预算年度', 'budget year of the document'), document, 'fiscal_year'),
          ],
        ),
      ];
    };
    return [
      ...listings.flatMap((one) => judge(aboutListing(one), one, 'project_name', document.fiscal_year)),
      ...projects.flatMap((one) => judge(aboutProject(one), one, 'name', one.fiscal_year)),
      ...evaluations.flatMap((one) => judge(aboutEvaluation(one), one, 'project_name', one.fiscal_year)),
    ];
  },
};

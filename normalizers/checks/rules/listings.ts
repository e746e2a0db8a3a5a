/** A list of projects against the forms that follow it (A05–A07). */
import type { GongkaiRecord, Listing, Project } from '../../record.js';
import { sumOf } from '../../values/decimal.js';
import { aboutListing, both, decide, field, named, notApplicable, type Result, type Rule } from './rule.js';
import { agrees } from './sums.js';
import { likeness, nameKey } from './text.js';

/** Names that are no more alike than this are of two projects, even where the amounts agree. */
const LEAST_LIKENESS = 0.6;

/** Each row of the list with its form: by the name, else by a like name with the same amount (平阴县… and 平阳县…). */
function pairs({ listings, projects }: GongkaiRecord): { listing: Listing; form: Project | null }[] {
  const open = new Set(projects.filter(({ form }) => form.startsWith('project')));
  const take = (form: Project | undefined) => {
    if (form) open.delete(form);
    return form ?? null;
  };
  const exact = listings.map((listing) => {
    const same = [...open].filter(
      ({ name }) => nameKey(name) !== '' && nameKey(name) === nameKey(listing.project_name),
    );
    return take(same.find(({ department }) => nameKey(department) === nameKey(listing.department)) ?? same[0]);
  });
  return listings.map((listing, i) => {
    if (exact[i]) return { listing, form: exact[i] };
    const alike = [...open]
      .filter(
        ({ budget_total_wan: total }) =>
          total !== null && listing.amount_wan !== null && agrees(total, listing.amount_wan),
      )
      .map((form) => ({ form, score: likeness(nameKey(form.name), nameKey(listing.project_name)) }))
      .filter(({ score }) => score >= LEAST_LIKENESS)
      .sort((a, b) => b.score - a.score);
    return { listing, form: take(alike[0]?.form) };
  });
}

const LISTINGS = { zh: '行清单', en: 'listings' };
const NEEDS = both('附有绩效目标表的项目清单', 'a list of projects with the forms beside it');

function compare(record: GongkaiRecord, compareOne: (listing: Listing, form: Project) => Result): Result[] {
  return pairs(record).map(({ listing, form }) =>
    form
      ? compareOne(listing, form)
      : notApplicable(aboutListing(listing), both('文件中没有该项目的表', 'no form of this project in the document')),
  );
}

export const listingAmount: Rule = {
  id: 'A05',
  title: { zh: '清单金额等于表内金额', en: 'amount in the list equals the funds of the form' },
  subjects: LISTINGS,
  source: both('清单与表同时公开，应为同一预算', 'both are published together and state the same budget'),
  tolerance: both('0.01 万元', '0.01 万元'),
  severity: 'error',
  needs: NEEDS,
  check: ({ record }) =>
    compare(record, (listing, form) => {
      const [listed, stated] = [listing.amount_wan, form.budget_total_wan];
      const subject = aboutListing(listing);
      if (listed === null || stated === null)
        return notApplicable(subject, both('清单或表内缺金额', 'no amount in the list or in the form'));
      // One row may stand for the forms of several units.
      const same = record.projects.filter(
        ({ form: kind, name }) => kind === form.form && nameKey(name) === nameKey(form.name),
      );
      const sum = sumOf(same.map(({ budget_total_wan: total }) => total ?? 0));
      return decide(
        agrees(listed, stated) || agrees(listed, sum),
        subject,
        both('金额一致', 'amounts agree'),
        both(`清单为${listed}万元，表内为${stated}万元`, `${listed}万元 in the list, ${stated}万元 in the form`),
        [
          field(both('清单：金额', 'list: amount'), listing, 'amount_wan'),
          field(both('表：资金总额', 'form: total funds'), form, 'budget_total_wan'),
        ],
      );
    }),
};

export const listingName: Rule = {
  id: 'A06',
  title: { zh: '清单项目名称与表内一致', en: 'project name in the list equals that of the form' },
  subjects: LISTINGS,
  source: both(
    '清单与表同时公开；空格、括号和标点不计',
    'both are published together; white space, brackets and marks do not count',
  ),
  tolerance: null,
  severity: 'warning',
  needs: NEEDS,
  check: ({ record }) =>
    compare(record, (listing, form) =>
      decide(
        nameKey(listing.project_name) === nameKey(form.name),
        aboutListing(listing),
        both('名称一致', 'names agree'),
        both(
          `清单为“${named(listing.project_name).zh}”，表内为“${named(form.name).zh}”`,
          `${named(listing.project_name).en} in the list, ${named(form.name).en} in the form`,
        ),
        [
          field(both('清单：名称', 'list: name'), listing, 'project_name'),
          field(both('表：名称', 'form: name'), form, 'name'),
        ],
      ),
    ),
};

export const listingDepartment: Rule = {
  id: 'A07',
  title: { zh: '清单部门与表内一致', en: 'department in the list equals that of the form' },
  subjects: LISTINGS,
  source: both(
    '清单与表同时公开；实施单位亦可',
    'both are published together; the unit that carries the project out counts as well',
  ),
  tolerance: null,
  severity: 'info',
  needs: NEEDS,
  check: ({ record }) =>
    compare(record, (listing, form) => {
      const subject = aboutListing(listing);
      const listed = nameKey(listing.department);
      const stated = [form.department, form.implementing_unit].map(nameKey).filter((name) => name !== '');
      if (listed === '' || stated.length === 0)
        return notApplicable(subject, both('清单或表内缺部门', 'no department in the list or in the form'));
      return decide(
        stated.includes(listed),
        subject,
        both('部门一致', 'departments agree'),
        both(
          `清单为“${listing.department}”，表内为“${form.department ?? form.implementing_unit}”`,
          `${listing.department} in the list, ${form.department ?? form.implementing_unit} in the form`,
        ),
        [
          field(both('清单：部门', 'list: department'), listing, 'department'),
          field(both('表：主管部门', 'form: department'), form, 'department'),
        ],
      );
    }),
};

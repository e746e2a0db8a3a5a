/**
 * What cannot be right in numbers that OCR read: sums that do not add up, points that were lost, rates over 100. Only for
 * scanned documents; where the same checks fail in a text document, the publisher erred, and that is another finding.
 */
import { foldText } from '../../extractors/document.js';
import type { Draft, DraftFinding } from '../forms/draft.js';
import type { Evidence, Indicator, Listing, Project } from '../record.js';
import type { Drafts } from './ocr-confidence.js';

/** Amounts are printed with up to four decimals of 万元; sums of rounded amounts may be off by the last. In 万元. */
const ROUNDING = 0.015;

/** Findings about the numbers of a scanned document. */
export function checkOcrNumbers({ listings, projects, evaluations }: Drafts): DraftFinding[] {
  return [
    ...projects.flatMap((project) => [
      ...checkSum(project),
      ...checkDecimals(project),
      ...checkCost(project),
      ...project.indicators.flatMap((indicator) => checkIndicator(indicator, project)),
    ]),
    ...listings.flatMap((listing) => checkListing(listing, projects)),
    ...evaluations.flatMap((evaluation) => {
      const { budget_wan: budget, expenditure_wan: spent, execution_rate_pct: rate } = evaluation;
      if (!budget || spent === null || rate === null || Math.abs((spent / budget) * 100 - rate) < 0.6) return [];
      const expected = `${((spent / budget) * 100).toFixed(2)}%`;
      return [
        suspect(
          evaluation,
          ['budget_wan', 'expenditure_wan', 'execution_rate_pct'],
          'the rate of execution does not follow from the amounts',
          `${rate}%`,
          expected,
        ),
      ];
    }),
  ];
}

const FUNDS = ['budget_total_wan', 'budget_fiscal_wan', 'budget_carryover_wan', 'budget_other_wan'] as const;

function checkSum(project: Draft<Project>): DraftFinding[] {
  const [total, ...parts] = FUNDS.map((field) => project[field]);
  const known = parts.filter((part): part is number => typeof part === 'number');
  if (typeof total !== 'number' || known.length === 0) return [];
  const sum = known.reduce((a, b) => a + b, 0);
  if (Math.abs(sum - total) <= ROUNDING) return [];
  return [suspect(project, [...FUNDS], 'the funds do not add up to their total', String(total), String(sum))];
}

/** 400.00 | 40000 | 0.00: amounts of one form are printed with the same number of decimals. */
function checkDecimals(project: Draft<Project>): DraftFinding[] {
  const printed = FUNDS.flatMap((field) => {
    const raw = project[field] === null ? undefined : project.evidence[field]?.raw;
    return raw ? [{ field, decimals: /[.](\d+)\D*$/.exec(raw)?.[1]?.length ?? 0 }] : [];
  });
  const most = Math.max(0, ...printed.map(({ decimals }) => decimals));
  const odd = printed.filter(({ decimals }) => decimals !== most);
  if (odd.length === 0 || printed.length < 2) return [];
  const fields = odd.map(({ field }) => field);
  return [suspect(project, fields, 'amounts of one form with different decimals: a point may be lost')];
}

/** 项目总成本 is the budget: the first cost of many forms. */
function checkCost(project: Draft<Project>): DraftFinding[] {
  const total = project.budget_total_wan;
  const cost = project.indicators.find(
    ({ name, unit, value }) => /总成本/.test(name ?? '') && unit === '万元' && value !== null,
  );
  if (total === null || !cost || Math.abs(cost.value! - total) <= ROUNDING) return [];
  return [
    suspect(cost, ['value', 'raw_value'], 'the total cost is not the budget', String(cost.value), String(total)),
    suspect(project, ['budget_total_wan'], 'the budget is not the total cost', String(total), String(cost.value)),
  ];
}

function checkIndicator(indicator: Draft<Indicator>, project: Draft<Project>): DraftFinding[] {
  const { value, unit, operator, name, category_code: category, kind } = indicator;
  const fields = ['value', 'raw_value'];
  if (unit === '%' && value !== null && value > 100 && /率|满意|占比|比例/.test(name ?? '')) {
    return [suspect(indicator, fields, 'a rate over 100%', `${value}%`)];
  }
  if (kind !== 'quantitative' || operator !== null || !category) return [];
  const siblings = project.indicators.filter(
    (other) => other !== indicator && other.category_code === category && other.kind === kind && other.unit === unit,
  );
  if (siblings.length < 2 || siblings.some((other) => other.operator === null)) return [];
  return [suspect(indicator, fields, 'no operator, where its siblings have one', indicator.raw_value ?? '')];
}

function checkListing(listing: Draft<Listing>, projects: readonly Draft<Project>[]): DraftFinding[] {
  const key = foldText(listing.project_name ?? '');
  const form = projects.find(({ name }) => name !== null && key !== '' && foldText(name) === key);
  if (!form || listing.amount_wan === null || form.budget_total_wan === null) return [];
  if (Math.abs(form.budget_total_wan - listing.amount_wan) <= ROUNDING) return [];
  const [listed, stated] = [String(listing.amount_wan), String(form.budget_total_wan)];
  return [
    suspect(listing, ['amount_wan'], 'the amount is not that of the form', listed, stated),
    suspect(form, ['budget_total_wan'], 'the budget is not that of the list of projects', stated, listed),
  ];
}

function suspect(
  about: { evidence: Evidence },
  fields: readonly string[],
  what: string,
  actual?: string,
  expected?: string,
): DraftFinding {
  return {
    about,
    code: 'ocr/suspect-number',
    severity: 'warning',
    message: `read by OCR, and ${what}`,
    at: fields.flatMap((field) => about.evidence[field]?.at ?? []),
    ...(actual === undefined ? {} : { actual }),
    ...(expected === undefined ? {} : { expected }),
  };
}

/** The lines of the funds against their total (A01). */
import type { GongkaiRecord, Project } from '../../record.js';
import { sumOf } from '../../values/decimal.js';
import { MONEY_TOLERANCE_WAN } from './measures.js';
import { aboutProject, both, computed, decide, field, notApplicable, type Rule, type Side } from './rule.js';
import { agrees } from './sums.js';

const FUNDS = [
  ['budget_fiscal_wan', both('财政拨款', 'fiscal appropriation')],
  ['budget_carryover_wan', both('上年结转', 'carried over')],
  ['budget_other_wan', both('其他资金', 'other funds')],
] as const;

export const fundsAddUp: Rule = {
  id: 'A01',
  title: { zh: '资金分项之和等于资金总额', en: 'funding lines add up to the total' },
  subjects: { zh: '张表', en: 'forms' },
  source: both(
    '表格本身：“其中”列出资金总额的构成（财预〔2015〕88号表式）',
    'the form itself: 其中 lists the parts of the total (财预〔2015〕88号 layout)',
  ),
  tolerance: both(`${MONEY_TOLERANCE_WAN} 万元`, `${MONEY_TOLERANCE_WAN} 万元`),
  severity: 'error',
  needs: both('列有资金总额及分项的表', 'a form with a total and its parts'),
  check: ({ record }) =>
    record.projects.map((project) => {
      const subject = aboutProject(project);
      const total = project.budget_total_wan;
      const parts = FUNDS.filter(([name]) => project[name] !== null);
      if (total === null || parts.length === 0)
        return notApplicable(subject, both('表内缺资金总额或分项', 'the form states no total, or no parts'));
      const sum = sumOf(parts.map(([name]) => project[name]!));
      const sides = [
        field(both('资金总额', 'total'), project, 'budget_total_wan'),
        ...parts.map(([name, what]) => field(what, project, name)),
        computed(both('分项合计（万元）', 'sum of the parts, in 万元'), sum),
      ];
      if (sum < total && !agrees(sum, total) && hasLeftovers(record, project)) {
        return notApplicable(
          subject,
          both('表内有未读懂的单元格，分项可能不全', 'cells of the form were not understood: a part may be missing'),
          sides,
        );
      }
      const others = otherFunds(record, project);
      if (!agrees(sum, total) && others.some(({ wan }) => !agrees(wan, 0))) {
        const whole = sumOf([sum, ...others.map(({ wan }) => wan)]);
        const named = [...sides, ...others.map(({ side }) => side)];
        return decide(
          sumsWith(sum, others).some((each) => agrees(each, total)),
          subject,
          both('分项合计与总额相符', 'the parts add up'),
          both(`所列各项合计${whole}万元，资金总额${total}万元`, `all lines come to ${whole}, total of ${total}`),
          named,
        );
      }
      // 财政拨款 alone below the total, or 其他资金 without it (沁源 2024 has 中央资金 beside it): parts that the record lacks.
      const complete = project.budget_fiscal_wan !== null && project.budget_other_wan !== null;
      if (sum < total && !complete && !agrees(sum, total)) {
        return notApplicable(subject, both('表内只列出部分分项', 'the form names only some of the parts'), sides);
      }
      return decide(
        agrees(sum, total),
        subject,
        both('分项合计与总额相符', 'the parts add up'),
        both(`分项合计${sum}万元，资金总额${total}万元`, `parts of ${sum}, total of ${total}`),
        sides,
      );
    }),
};

/** More lines than this are no funds of one form. */
const MOST_OTHER_FUNDS = 10;

/** Lines of the funds that the record has no field for (政府性基金, 上级财政资金), as the reader tells them in findings. */
function otherFunds({ findings }: GongkaiRecord, project: Project): { wan: number; side: Side }[] {
  return findings
    .filter(({ code, record_id: id }) => code === 'form/other-fund-line' && id === project.id)
    .slice(0, MOST_OTHER_FUNDS)
    .map(({ actual, at }) => {
      const wan = Number.parseFloat(actual ?? '0');
      return {
        wan,
        side: { what: both('其他资金来源', 'another line of the funds'), value: actual ?? '', raw: actual ?? '', at },
      };
    });
}

/** What the sum comes to with some of the others: 中央资金 may be a part of 财政拨款, or stand beside it. */
function sumsWith(sum: number, others: readonly { wan: number }[]): number[] {
  let sums = [sum];
  for (const { wan } of others) sums = sums.concat(sums.map((each) => sumOf([each, wan])));
  return sums;
}

const hasLeftovers = ({ findings }: GongkaiRecord, { id }: Project) =>
  findings.some(({ code, record_id }) => code === 'form/leftover-cells' && record_id === id);

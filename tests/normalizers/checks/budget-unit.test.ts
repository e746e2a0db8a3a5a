import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkBudgetUnit } from '../../../normalizers/checks/budget-unit.js';
import type { Project } from '../../../normalizers/record.js';
import { loadLexicon } from '../../../pipeline/lexicon.js';
import { processDocument } from '../../../pipeline/process.js';

const CORPUS = join(
  import.meta.dirname,
  '../../../corpora/xlsx/cn-guangdong-shenzhen-songgang-2023-targets-twenty-sheets',
);

function project(
  budget: number | null,
  ...costs: { value: number; unit: string; category_code?: string; value_high?: number; name?: string }[]
): Project {
  const indicators = costs.map((cost) => ({
    category_code: 'output.cost',
    value_high: null,
    name: '总成本',
    raw_value: `≤${cost.value}${cost.unit}`,
    evidence: {},
    ...cost,
  }));
  return { budget_total_wan: budget, indicators, evidence: {} } as unknown as Project;
}

describe('a budget whose unit is doubtful', () => {
  it('is thousands of times the largest cost', () => {
    expect(checkBudgetUnit(project(60000, { value: 6, unit: '万元' }))).toMatchObject({
      code: 'budget/unit-doubtful',
      severity: 'warning',
      actual: '60000万元',
      expected: '6万元',
    });
    expect(checkBudgetUnit(project(280000, { value: 6, unit: '万元' }))).not.toBeNull();
    expect(checkBudgetUnit(project(600000, { value: 600000, unit: '元' }))).not.toBeNull();
  });

  it('is not one that fits, has no cost beside it, or only a cost for each', () => {
    expect(checkBudgetUnit(project(6, { value: 6, unit: '万元' }))).toBeNull();
    expect(checkBudgetUnit(project(500, { value: 1, unit: '万元' }, { value: 499, unit: '万元' }))).toBeNull();
    expect(checkBudgetUnit(project(60000))).toBeNull();
    expect(checkBudgetUnit(project(null, { value: 6, unit: '万元' }))).toBeNull();
    expect(checkBudgetUnit(project(60000, { value: 60000, unit: '元/人' }))).toBeNull();
    for (const name of ['每亩补贴标准', '亩均投入', '单栋大棚造价', '护林员人均补助'])
      expect(checkBudgetUnit(project(1200, { value: 120, unit: '元', name })), name).toBeNull();
    expect(checkBudgetUnit(project(60000, { value: 6, unit: '万元', name: '单位总成本' }))).not.toBeNull();
    expect(checkBudgetUnit(project(60000, { value: 6, unit: '万元', category_code: 'output.quantity' }))).toBeNull();
  });

  it('is that of all twenty forms of 松岗街道', async () => {
    const bytes = readFileSync(join(CORPUS, 'original.xlsx'));
    const { projects } = await processDocument(bytes, { source: 'original.xlsx', sha256: '' }, loadLexicon());
    expect(projects.filter((each) => checkBudgetUnit(each))).toHaveLength(20);
  });
});

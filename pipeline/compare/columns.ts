/** The columns of the table `comparisons`: what makes an indicator comparable with those of other counties. */
import { DIRECTION_REASONS } from '../../normalizers/families/direction.js';
import { FAMILY_METHODS } from '../../normalizers/families/family.js';
import { FAMILY_DIRECTIONS } from '../../normalizers/families/lexicon.js';
import { INCOMPARABLE } from '../../normalizers/values/comparable.js';
import { type Column, computedColumn as column } from '../dataset/columns.js';

const decimal = { type: 'decimal' } as const;

export const COMPARISON_COLUMNS: Column[] = [
  column('fiscal_year', '年度', 'Budget year of the form', { type: 'integer' }),
  column('indicator_id', '指标标识', 'Id of the indicator'),
  column('family', '指标家族', 'What is measured: a slug of the lexicon, own/NAME, or as families.csv calls it'),
  column('family_name', '家族名称', 'The family in Chinese'),
  column(
    'family_score',
    '归类得分',
    'How near to the family, 0 to 1: 1 where people decided (lexicon, families.csv); in a family of its own, to the nearest member',
    decimal,
  ),
  column('family_method', '归类方法', 'How the family was found', { codes: [...FAMILY_METHODS] }),
  column('family_reason', '归类依据', 'The name, pattern or member that decided, or the nearest member that did not'),
  column('comparable_value', '可比值', 'The value in comparable_unit, exactly', decimal),
  column('comparable_value_high', '可比值上限', 'Upper end where the value is a range', decimal),
  column('comparable_actual', '可比实际值', 'What was achieved, in comparable_unit (self-evaluation forms)', decimal),
  column('comparable_unit', '可比单位', 'One spelling for one unit, without 万: 元, %, 元/人/月, 平方米'),
  column('comparable_reason', '不可比原因', 'Why there is no comparable value', { codes: [...INCOMPARABLE] }),
  column('direction', '方向', 'Which of two results is better', { codes: [...FAMILY_DIRECTIONS] }),
  column('direction_reason', '方向依据', 'What tells the direction', { codes: [...DIRECTION_REASONS] }),
];

/**
 * The record: what one document comes to, as `gongkai extract --json` prints it, one JSON object a line.
 *
 * The zod schemas are the contract; the JSON Schema in `schema/record.schema.json` and the codebook of the dataset are
 * generated from them, so every field carries its Chinese label (`title`), its meaning (`description`) and, where it is
 * a quantity, its `unit`. A value that the source does not print is null, never invented. Money is in 万元 whatever unit
 * the page states; the printed amount and unit stay in `evidence`.
 */
import { z } from 'zod';

export const SCHEMA_VERSION = 1;

const place = z
  .union([
    z.strictObject({
      page: z.number().int().positive(),
      box: z.tuple([z.number(), z.number(), z.number(), z.number()]),
    }),
    z.strictObject({ path: z.string() }),
    z.strictObject({
      line: z.number().int().positive(),
      column: z.number().int().positive(),
      length: z.number().int().nonnegative(),
    }),
  ])
  .meta({
    title: '位置',
    description:
      'Where it is printed: page and box in points from the top left, a path in markup, or line and column in text',
  });

const evidence = z
  .record(
    z.string(),
    z.strictObject({
      raw: z.string().meta({ title: '原文', description: 'The text as printed, before any repair' }),
      at: z.array(place),
      repairs: z
        .array(z.string())
        .optional()
        .meta({ title: '修复', description: 'What was repaired on the way to the value' }),
      confidence: z.number().min(0).max(1).optional().meta({
        title: '识别置信度',
        description: 'How surely OCR read it, from 0 to 1; only where it was read from a picture',
      }),
    }),
  )
  .meta({
    title: '出处',
    description: 'For each field that has a value: the text it was read from, and where that is',
  });

const text = (title: string, description: string) => z.string().nullable().meta({ title, description });
const quantity = (title: string, description: string, unit?: string) =>
  z
    .number()
    .nullable()
    .meta({ title, description, ...(unit ? { unit } : {}) });
const year = (description: string) => z.number().int().nullable().meta({ title: '年度', description });
const seq = (description: string) => z.number().int().positive().meta({ title: '序号', description });
const id = z
  .string()
  .meta({ title: '标识', description: 'Stable id: a hash of the raw key texts, not of the position or the run' });

export const KINDS = [
  'performance_targets',
  'project_listing',
  'evaluation_summary',
  'management_report',
  'self_evaluation',
] as const;

/** The official forms that are read, by what they are for. */
export const FORMS = [
  'project_target',
  'department_target',
  'project_self_evaluation',
  'department_self_evaluation',
] as const;

export const CATEGORY_CODES = [
  'cost.economic',
  'cost.social',
  'cost.environmental',
  'output.quantity',
  'output.quality',
  'output.timeliness',
  'output.cost',
  'benefit.economic',
  'benefit.social',
  'benefit.ecological',
  'benefit.sustainability',
  'satisfaction.beneficiary',
] as const;

export const documentSchema = z.strictObject({
  sha256: z.string().meta({ title: '文件哈希', description: 'SHA-256 of the bytes' }),
  source: z.string().meta({ title: '来源', description: 'Path or URL as given' }),
  media_type: z.string().meta({ title: '文件类型', description: 'What the bytes are' }),
  title: text('标题', 'Title of the document, white space removed'),
  region_name: text('地区', 'County or district that publishes, in the fullest form printed as one string'),
  region_code: text('行政区划代码', 'GB/T 2260 code, 6 digits'),
  publisher: text('发布机构', 'Issuing body where the document names it'),
  fiscal_year: year('Budget year that the document is about, from title and forms, never from a date of publication'),
  document_number: text('文号', 'Document number of this document, for example 沈西财发〔2023〕16号'),
  index_number: text('索引号', 'Index number under which the site lists the document'),
  written_on: text('成文日期', 'Day on which it was written, as the site states it: YYYY-MM-DD'),
  published_on: text('发布日期', 'Day on which it was published, as the site states it: YYYY-MM-DD'),
  kinds: z.array(z.enum(KINDS)).meta({ title: '文件内容', description: 'What the document holds; several are usual' }),
  pages: z.number().int().nullable().meta({ title: '页数', description: 'Number of pages, where the format has any' }),
  evidence,
});

export const listingSchema = z.strictObject({
  id,
  seq: seq('Number of the row as printed, else its position'),
  department: text('预算部门', 'Budget department'),
  project_name: text('项目名称', 'Name of the project as the list prints it'),
  amount_wan: quantity('项目金额', 'Amount of the project', '万元'),
  remark: text('备注', 'Remark'),
  evidence,
});

export const indicatorSchema = z.strictObject({
  id,
  seq: seq('Position within the project'),
  level1: text('一级指标', 'Level 1 as the source words it, after repair'),
  level2: text('二级指标', 'Level 2 as the source words it, after repair'),
  name: text('三级指标', 'What is measured (level 3)'),
  raw_value: text('指标值', 'The value cell as printed, white space removed'),
  operator: z
    .enum(['>=', '<=', '>', '<', '='])
    .nullable()
    .meta({ title: '运算符号', description: 'How the value bounds the result; null where none is printed' }),
  value: quantity('数值', 'The number, in the unit of the field unit'),
  value_high: quantity('数值上限', 'Upper end where the value is a range'),
  unit: text('度量单位', 'Unit as printed, white space removed'),
  kind: z.enum(['quantitative', 'qualitative', 'deadline']).nullable().meta({
    title: '类型',
    description: 'quantitative: value is set; qualitative: text is set; deadline: the value itself is a date',
  }),
  text: text('文字', 'The words of a qualitative target, or the whole cell where the value is a sentence'),
  deadline: text('完成时限', 'ISO year-month or date, from the deadline column or from a value that is a date'),
  weight: quantity('权重', 'Weight or full score', '分'),
  category_code: z
    .enum(CATEGORY_CODES)
    .nullable()
    .meta({ title: '指标类别', description: 'Official category of level 2, in one code for all schemes' }),
  actual_raw: text('实际完成值', 'What was achieved, as printed (self-evaluation forms)'),
  actual_value: quantity('实际完成数值', 'What was achieved, as a number in the unit of the target'),
  score: quantity('得分', 'Score given (self-evaluation forms)', '分'),
  deviation: text('偏差原因分析及改进措施', 'Reason given for missing the target (self-evaluation forms)'),
  evidence,
});

export const taskSchema = z.strictObject({
  seq: seq('Position within the form'),
  name: text('任务名称', 'Task of the year (forms of a whole department)'),
  content: text('主要内容', 'What the task consists of'),
  budget_total_wan: quantity('预算金额', 'Budget of the task', '万元'),
  budget_fiscal_wan: quantity('财政拨款', 'Of which fiscal appropriation', '万元'),
  budget_other_wan: quantity('其他资金', 'Of which other funds', '万元'),
  evidence,
});

export const projectSchema = z.strictObject({
  id,
  seq: seq('Position within the document'),
  form: z.enum(FORMS).meta({ title: '表式', description: 'The official form that the project was read from' }),
  name: text('项目名称', 'Name of the project; in a form of a whole department, the name of the department'),
  level: text('项目级次', 'Level of the project, for example 二级项目'),
  category: text('项目类别', 'Class of the project, for example 特定目标类'),
  department: text('主管部门', 'Department in charge, code stripped'),
  department_code: text('主管部门编码', 'Code printed beside the department'),
  implementing_unit: text('实施单位', 'Unit that carries the project out'),
  fiscal_year: year('Budget year of the form'),
  budget_total_wan: quantity('年度资金总额', 'Total funds of the year', '万元'),
  budget_fiscal_wan: quantity('财政拨款', 'Of which fiscal appropriation', '万元'),
  budget_carryover_wan: quantity('上年结转资金', 'Of which carried over from last year', '万元'),
  budget_other_wan: quantity('其他资金', 'Of which other funds', '万元'),
  goal: text('年度绩效目标', 'Goal of the year, white space removed'),
  goal_actual: text('目标实际完成情况', 'What became of the goal (self-evaluation forms)'),
  tasks: z
    .array(taskSchema)
    .meta({ title: '年度主要任务', description: 'Tasks of the year, in forms of a whole department' }),
  indicators: z.array(indicatorSchema),
  evidence,
});

export const statisticSchema = z.strictObject({
  id,
  seq: seq('Position within the document'),
  metric: z.string().meta({ title: '指标代码', description: 'What is counted, snake_case, from the lexicon' }),
  label: z.string().meta({ title: '指标名称', description: 'What is counted, in Chinese' }),
  value: quantity('数值', 'The number, in the unit of the field unit'),
  unit: text('单位', 'Measure word or unit as printed'),
  fiscal_year: year('Budget year that the figure is about, not the year of the work'),
  quote: z.string().meta({ title: '原句', description: 'The exact clause of the source' }),
  evidence,
});

export const evaluationSchema = z.strictObject({
  id,
  seq: seq('Position within the document'),
  project_name: text('项目名称', 'Name of the evaluated project, from its heading'),
  fiscal_year: year('Budget year evaluated'),
  budget_wan: quantity('预算数', 'Budget of the year (adjusted, where both are printed)', '万元'),
  expenditure_wan: quantity('支出数', 'Expenditure', '万元'),
  execution_rate_pct: quantity('执行率', 'Rate of execution as stated', '%'),
  score: quantity('得分', 'Total score', '分'),
  grade: z
    .enum(['优', '良', '中', '差'])
    .nullable()
    .meta({ title: '等级', description: 'Grade, aliases folded (优秀 = 优)' }),
  dimension_scores: z.array(
    z.strictObject({
      dimension: z.string().meta({ title: '维度', description: 'Dimension as printed, for example 决策指标' }),
      weight: quantity('权重', 'Full score of the dimension', '分'),
      score: quantity('得分', 'Score of the dimension', '分'),
    }),
  ),
  satisfaction_pct: quantity('满意度', 'Satisfaction, where a percentage is printed', '%'),
  findings_text: text('评价结论', 'Paragraphs of the conclusion, verbatim'),
  problems_text: text('存在问题', 'Paragraphs on problems, verbatim'),
  recommendations_text: text('有关建议', 'Paragraphs of advice, verbatim'),
  facts: z
    .array(statisticSchema)
    .meta({ title: '事实数据', description: 'Other numbers that the summary states about the project' }),
  evidence,
});

export const findingSchema = z.strictObject({
  code: z.string().meta({ title: '代码', description: 'What kind of finding, area/what' }),
  severity: z.enum(['info', 'warning', 'error']).meta({ title: '程度', description: 'How much it matters' }),
  message: z.string().meta({ title: '说明', description: 'What was found' }),
  at: z.array(place),
  record_id: z.string().optional().meta({ title: '记录标识', description: 'The record that it is about' }),
  actual: z.string().optional().meta({ title: '实际', description: 'What stands there' }),
  expected: z.string().optional().meta({ title: '应为', description: 'What was expected' }),
});

export const recordSchema = z.strictObject({
  schema: z.literal(SCHEMA_VERSION),
  status: z.string().meta({
    title: '状态',
    description:
      'ok, partial, needs-ocr, unsupported, encrypted, blocked, gone or failed(reason); derived from findings',
  }),
  document: documentSchema,
  listings: z.array(listingSchema),
  projects: z.array(projectSchema),
  evaluations: z.array(evaluationSchema),
  statistics: z.array(statisticSchema),
  findings: z.array(findingSchema),
});

export type Evidence = z.infer<typeof evidence>;
export type DocumentRecord = z.infer<typeof documentSchema>;
export type Listing = z.infer<typeof listingSchema>;
export type Indicator = z.infer<typeof indicatorSchema>;
export type Task = z.infer<typeof taskSchema>;
export type Project = z.infer<typeof projectSchema>;
export type Statistic = z.infer<typeof statisticSchema>;
export type Evaluation = z.infer<typeof evaluationSchema>;
export type RecordFinding = z.infer<typeof findingSchema>;
export type GongkaiRecord = z.infer<typeof recordSchema>;
export type Kind = (typeof KINDS)[number];
export type FormKind = (typeof FORMS)[number];
export type CategoryCode = (typeof CATEGORY_CODES)[number];

/** The JSON Schema (draft 2020-12) of a record, as published in `schema/record.schema.json`. */
export function recordJsonSchema(): object {
  return z.toJSONSchema(recordSchema);
}

/** What the schema cannot say of a table: its name, what a row is, and what it takes over from the record above. */

export interface TableDescription {
  name: string;
  title: string;
  row: { en: string; zh: string };
  /** What its records are called in `readings.record_type`; null where they have no evidence. */
  recordType: string | null;
  /** The record above: its table, the column with its id, and all columns taken from it, by its field. */
  parent?: { table: string; id: string; columns: Record<string, string> };
}

/** By the way through the record. */
export const DESCRIPTIONS: Record<string, TableDescription> = {
  document: {
    name: 'documents',
    title: '文件',
    row: { en: 'one file that was read (distinct bytes)', zh: '一份文件（按内容区分）' },
    recordType: 'document',
  },
  listings: {
    name: 'listings',
    title: '项目清单',
    row: { en: 'one row of a printed list of projects', zh: '项目清单中的一行' },
    recordType: 'listing',
  },
  projects: {
    name: 'projects',
    title: '项目',
    row: { en: 'one filled-in form: a project, or a whole department', zh: '一张绩效表（项目或部门整体）' },
    recordType: 'project',
  },
  'projects.tasks': {
    name: 'tasks',
    title: '年度主要任务',
    row: { en: 'one task of the year of a department', zh: '部门的一项年度主要任务' },
    recordType: 'task',
    parent: {
      table: 'projects',
      id: 'project_id',
      columns: { project_id: 'id', project_name: 'name', department: 'department' },
    },
  },
  'projects.indicators': {
    name: 'indicators',
    title: '绩效指标',
    row: { en: 'one performance indicator of a form', zh: '一条绩效指标' },
    recordType: 'indicator',
    parent: {
      table: 'projects',
      id: 'project_id',
      columns: { project_id: 'id', project_name: 'name', form: 'form', department: 'department' },
    },
  },
  evaluations: {
    name: 'evaluations',
    title: '绩效评价',
    row: { en: 'one evaluation of a project, from prose', zh: '一个项目的绩效评价' },
    recordType: 'evaluation',
  },
  'evaluations.dimension_scores': {
    name: 'evaluation_dimensions',
    title: '评价维度得分',
    row: { en: 'the score of one dimension of an evaluation', zh: '一项评价的一个维度得分' },
    recordType: null,
    parent: {
      table: 'evaluations',
      id: 'evaluation_id',
      columns: { evaluation_id: 'id', project_name: 'project_name' },
    },
  },
  'evaluations.facts': {
    name: 'facts',
    title: '事实数据',
    row: { en: 'one number that an evaluation states about its project', zh: '评价中陈述的一个数字' },
    recordType: 'fact',
    parent: {
      table: 'evaluations',
      id: 'evaluation_id',
      columns: { evaluation_id: 'id', project_name: 'project_name' },
    },
  },
  statistics: {
    name: 'statistics',
    title: '统计数据',
    row: { en: 'one number about the work of performance management', zh: '预算绩效管理工作的一个数字' },
    recordType: 'statistic',
  },
  findings: {
    name: 'findings',
    title: '问题',
    row: { en: 'one thing that is wrong or doubtful in a document or its reading', zh: '文件或识别中的一个问题' },
    recordType: null,
  },
};

/** Fields that are no column and no table, each with its reason. */
export const LEFT_OUT: Record<string, string> = {
  schema: 'version of the contract; stands in datapackage.json',
};
/** A document is found everywhere by `document_id`, so its own table says so too. */
export const RENAMED: Record<string, string> = { 'document.sha256': 'document_id' };

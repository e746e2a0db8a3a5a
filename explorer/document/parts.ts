/** The parts of a record that have an id, as corrections and readings name them, and what was read of each. */
import type { GongkaiRecord, PartType } from '../../pipeline/explorer/api.js';

export type Evidence = GongkaiRecord['document']['evidence'];
export type Reading = Evidence[string];
export type Project = GongkaiRecord['projects'][number];
export type Indicator = Project['indicators'][number];
export type Evaluation = GongkaiRecord['evaluations'][number];

export interface Part {
  type: PartType;
  id: string;
  name: string | null;
  fields: Record<string, unknown>;
  evidence: Evidence;
  /** The part that it stands in: of an indicator its project. */
  within: Part | null;
}

/** All parts by id, in the order of the record. Of two with one id the first is meant, as corrections have it. */
export class Parts extends Map<string, Part> {
  readonly #byFields = new Map<unknown, Part>();

  /** The part that is this project, indicator, … of the record, also where another one has its id. */
  of(fields: object): Part {
    return this.#byFields.get(fields)!;
  }

  add(part: Part): void {
    this.#byFields.set(part.fields, part);
    if (!this.has(part.id)) this.set(part.id, part);
  }
}

export function partsOf(record: GongkaiRecord): Parts {
  const parts = new Parts();
  const add = (type: PartType, id: string, name: string | null, fields: object, within: Part | null = null): Part => {
    const { evidence = {} } = fields as { evidence?: Evidence };
    const part = { type, id, name, fields: fields as Part['fields'], evidence, within };
    parts.add(part);
    return part;
  };
  const { document, listings, projects, evaluations, statistics } = record;
  add('document', document.sha256, document.title, document);
  for (const project of projects) {
    const part = add('project', project.id, project.name, project);
    for (const task of project.tasks) add('task', taskId(project, task), task.name, task, part);
    for (const each of project.indicators) add('indicator', each.id, each.name, each, part);
  }
  for (const evaluation of evaluations) {
    const part = add('evaluation', evaluation.id, evaluation.project_name, evaluation);
    for (const fact of evaluation.facts) add('fact', fact.id, fact.label, fact, part);
  }
  for (const each of listings) add('listing', each.id, each.project_name, each);
  for (const each of statistics) add('statistic', each.id, each.label, each);
  return parts;
}

/** Tasks have no id of their own. */
function taskId(project: { id: string }, task: { seq: number }): string {
  return `${project.id}/${task.seq}`;
}

/** What stands in a field, by its name or path (`dimension_scores.0.score`); null for nothing. */
export function valueAt({ fields }: Part, path: string): unknown {
  let value: unknown = fields;
  for (const step of path.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return null;
    value = (value as Record<string, unknown>)[step];
  }
  return value ?? null;
}

/** Fields in the order in which a reader looks for them: what was printed before what was made of it. */
const FIRST = ['name', 'project_name', 'raw_value', 'actual_raw', 'value', 'level2', 'level1', 'label', 'quote'];

/** The field that stands for a part, or for several that were read from one place. */
export function leadingField(fields: readonly string[]): string | undefined {
  return FIRST.find((field) => fields.includes(field)) ?? fields[0];
}

const CORRECTED = 'corrected by ';
const ACCEPTED = 'accepted by ';

/** Whether a person looked at it: put another value in its place, or said that it is right. */
export function judgedBy({ repairs = [] }: Reading): 'corrected' | 'accepted' | null {
  const last = repairs.findLast((repair) => repair.startsWith(CORRECTED) || repair.startsWith(ACCEPTED));
  if (!last) return null;
  return last.startsWith(CORRECTED) ? 'corrected' : 'accepted';
}

/** What the reading repaired by itself. */
export function repairsOf({ repairs = [] }: Reading): string[] {
  return repairs.filter((repair) => !repair.startsWith(CORRECTED) && !repair.startsWith(ACCEPTED));
}

/** Document to record: forms, prose, and who published them for where and when; then ids, findings and status. */
import { type Document, type Paragraph, type Place, statusOf } from '../extractors/document.js';
import { checkBudgetUnit } from './checks/budget-unit.js';
import { confidenceByPlace, type Drafts, findLowConfidence, markConfidence } from './checks/ocr-confidence.js';
import { checkOcrNumbers } from './checks/ocr-numbers.js';
import {
  type Draft,
  type DraftFinding,
  type FormsReading,
  findLostForm,
  readForms,
  readFormYears,
} from './forms/index.js';
import { withLaidOutForms } from './forms/laid-out.js';
import { withParagraphForms } from './forms/paragraph-cells.js';
import { mergeResults } from './forms/results.js';
import { withSentenceForms } from './forms/sentence-forms.js';
import { readIdentity } from './identity/identity.js';
import { resolveFiscalYear } from './identity/year.js';
import { Ids } from './ids.js';
import type { Lexicon } from './lexicon.js';
import { readEvaluations } from './prose/evaluations.js';
import { readStatistics } from './prose/statistics.js';
import {
  type DocumentRecord,
  type Evidence,
  type GongkaiRecord,
  KINDS,
  type Kind,
  type RecordFinding,
  SCHEMA_VERSION,
  type Statistic,
} from './record.js';
import { type NamedText, resolveRegion, type SiteRegion } from './region/resolve.js';

/** Running text from which on a document is a report, beside the forms and summaries that it holds. */
const REPORT_LENGTH = 250;

export type { SiteRegion };

export interface DocumentOrigin {
  /** Path or URL as given; becomes `document.source`, and its host is evidence of the region. */
  source: string;
  sha256: string;
  /** What the entry of the crawled site says of the region, asked where the document does not say. */
  siteRegion?: SiteRegion | undefined;
}

/** Makes the record of a document. Pure. */
export function normalize(read: Document, origin: DocumentOrigin, lexicon: Lexicon): GongkaiRecord {
  const document = withSentenceForms(withParagraphForms(withLaidOutForms(read, lexicon.forms), lexicon), lexicon);
  const identity = readIdentity(document);
  const formYears = readFormYears(document, identity.title, lexicon);
  const year = resolveFiscalYear({
    title: identity.title,
    titleAt: identity.evidence.title?.at ?? [],
    formYears,
    document,
  });
  const forms = readForms(document, year.value, identity.title, lexicon);
  const prose = readEvaluations(document.blocks, { fiscalYear: year.value }, lexicon.statistics);
  const rest = document.blocks.filter(
    (block): block is Paragraph => block.kind === 'paragraph' && !prose.used.has(block) && !forms.captions.has(block),
  );
  const statistics = readStatistics(rest, { fiscalYear: year.value, title: identity.title }, lexicon.statistics);
  const paragraphs = document.blocks.filter((block): block is Paragraph => block.kind === 'paragraph');
  const { source, siteRegion } = origin;
  const region = resolveRegion({ title: identity.title, paragraphs, names: namesOf(forms), source, siteRegion });

  const evaluated = mergeResults(forms.results, prose.evaluations);
  const drafts: Drafts = {
    listings: forms.listings,
    projects: forms.projects,
    evaluations: [...forms.evaluations, ...evaluated.evaluations].map((evaluation, i) =>
      Object.assign(evaluation, { seq: i + 1 }),
    ),
    statistics: statistics.statistics,
  };
  const evidence: Evidence = { ...identity.evidence };
  if (region.evidence) {
    // Named by a title that is a cell of a table (workbooks), and by no paragraph.
    const isPrinted = !region.evidence.repairs?.includes('site-entry');
    const at = region.evidence.at.length > 0 || !isPrinted ? region.evidence.at : (identity.evidence.title?.at ?? []);
    evidence.region_name = evidence.region_code = { ...region.evidence, at };
  }
  if (year.evidence) evidence.fiscal_year = year.evidence;
  const record: DocumentRecord = {
    sha256: origin.sha256,
    source: origin.source,
    media_type: document.mediaType,
    title: identity.title,
    region_name: region.name,
    region_code: region.code,
    publisher: identity.publisher,
    fiscal_year: year.value,
    document_number: identity.documentNumber,
    index_number: identity.indexNumber,
    written_on: identity.writtenOn,
    published_on: identity.publishedOn,
    kinds: kindsOf(drafts, forms, evaluated.evaluations.length, rest),
    pages: document.pages,
    evidence,
  };
  const confidences = confidenceByPlace(document);
  markConfidence(drafts, evidence, confidences);
  const about = new Map<object, string>();
  const identified = withIds(drafts, record, about);
  const isUnread = document.findings.some((finding) => finding.severity === 'error') && document.blocks.length === 0;
  const findings: DraftFinding[] = [
    ...document.findings,
    ...(isUnread ? [] : [...identity.findings, ...year.findings, ...region.findings]),
    ...forms.findings,
    ...findLostForm(rest, lexicon),
    ...forms.projects.flatMap((project) => checkBudgetUnit(project) ?? []),
    ...prose.findings,
    ...evaluated.findings,
    ...statistics.findings,
    ...(confidences.size > 0 ? [...findLowConfidence(drafts), ...checkOcrNumbers(drafts)] : []),
  ];
  return {
    schema: SCHEMA_VERSION,
    status: statusOf(findings),
    document: record,
    ...identified,
    findings: findings.map((finding) => withRecordId(finding, about)),
  };
}

/** What the forms and lists name: the strongest evidence of the region after the site. */
function namesOf(forms: FormsReading): NamedText[] {
  const names: NamedText[] = [];
  const add = (text: string | null, evidence: { at: Place[] } | undefined) => {
    if (text && evidence) names.push({ text, at: evidence.at });
  };
  for (const project of forms.projects) {
    for (const field of ['name', 'department', 'implementing_unit', 'goal'] as const)
      add(project[field], project.evidence[field]);
    for (const indicator of project.indicators) add(indicator.name, indicator.evidence.name);
  }
  for (const listing of forms.listings) {
    for (const field of ['department', 'project_name'] as const) add(listing[field], listing.evidence[field]);
  }
  return names;
}

function kindsOf(drafts: Drafts, forms: FormsReading, summaries: number, rest: readonly Paragraph[]): Kind[] {
  const kinds = new Set<Kind>();
  for (const { form } of drafts.projects)
    kinds.add(form.endsWith('self_evaluation') ? 'self_evaluation' : 'performance_targets');
  if (forms.listings.length > 0) kinds.add('project_listing');
  if (summaries > 0) kinds.add('evaluation_summary');
  const running = rest
    .filter(({ text }) => /[。；]/.test(text) && !/^注/.test(text))
    .reduce((sum, { text }) => sum + text.length, 0);
  const mentions = rest.some(({ text }) => text.includes('绩效'));
  if (drafts.statistics.length > 0 || (mentions && running >= REPORT_LENGTH)) kinds.add('management_report');
  return KINDS.filter((kind) => kinds.has(kind));
}

/** Ids from the raw key texts of each record; `about` learns which draft has which id. */
function withIds(drafts: Drafts, document: DocumentRecord, about: Map<object, string>) {
  const ids = new Ids([document.region_code ?? document.region_name, document.fiscal_year]);
  const named = <T extends { evidence: Evidence }>(draft: T, field: string, text: string | null) =>
    draft.evidence[field]?.raw ?? text;
  const give = <T extends object>(draft: T, id: string) => {
    about.set(draft, id);
    return { id, ...draft };
  };
  const statistic = (type: string, scope: string | null) => (draft: Draft<Statistic>) =>
    give(draft, ids.of(type, scope, draft.metric, draft.unit, draft.fiscal_year, draft.quote));
  return {
    listings: drafts.listings.map((draft) =>
      give(
        draft,
        ids.of(
          'listing',
          named(draft, 'department', draft.department),
          named(draft, 'project_name', draft.project_name),
        ),
      ),
    ),
    projects: drafts.projects.map((draft) => {
      const name = named(draft, 'name', draft.name);
      const project = give(
        draft,
        ids.of('project', draft.form, draft.fiscal_year, named(draft, 'department', draft.department), name),
      );
      const indicators = draft.indicators.map((indicator) =>
        give(
          indicator,
          ids.of(
            'indicator',
            draft.form,
            draft.fiscal_year,
            name,
            indicator.level2,
            named(indicator, 'name', indicator.name),
          ),
        ),
      );
      return { ...project, indicators };
    }),
    evaluations: drafts.evaluations.map((draft) => {
      const name = named(draft, 'project_name', draft.project_name);
      const evaluation = give(draft, ids.of('evaluation', draft.fiscal_year, name));
      return { ...evaluation, facts: draft.facts.map(statistic('fact', name)) };
    }),
    statistics: drafts.statistics.map(statistic('statistic', null)),
  };
}

function withRecordId({ about: draft, ...finding }: DraftFinding, ids: Map<object, string>): RecordFinding {
  const id = draft && ids.get(draft);
  return id ? { ...finding, record_id: id } : finding;
}

/** Whether an indicator belongs where it stands (A32, A42): by topics and words of the lexicon. */
import { holdsAny } from './lexicon.js';
import { measureOfIndicator } from './measures.js';
import { aboutIndicator, both, decide, fail, field, indicatorSide, pass, type Result, type Rule } from './rule.js';
import { nameKey } from './text.js';

const INDICATORS = { zh: '条指标', en: 'indicators' };

export const indicatorOnTopic: Rule = {
  id: 'A32',
  title: { zh: '指标与项目相关', en: 'the indicator is about the project' },
  subjects: INDICATORS,
  source: both(
    '词库中的主题：展会、燃气、畜牧等主题出现在与之无关的项目中',
    'topics of the lexicon: an exhibition, gas, livestock … in a project where nothing is of it',
  ),
  tolerance: null,
  severity: 'warning',
  needs: both('名称含词库主题的指标', 'an indicator that holds a topic of the lexicon'),
  limits: both(
    '只判断 checks.yml 所列主题；其他指标是否与项目相关须人工判断',
    'only topics of checks.yml; whether any other indicator belongs to its project takes a reader',
  ),
  check: ({ record, words }) =>
    record.projects.flatMap((project) =>
      project.indicators.flatMap((indicator): Result[] => {
        const topic = words.topics.find((one) => holdsAny(indicator.name, one.words));
        if (!topic) return [];
        const { name, goal, department, implementing_unit: unit } = project;
        const home = [...topic.words, ...topic.home];
        // A department as a whole has many topics; only a project has one.
        const fits =
          !project.form.startsWith('project') || [name, goal, department, unit].some((text) => holdsAny(text, home));
        return [
          decide(
            fits,
            aboutIndicator(indicator),
            both(`主题“${topic.name}”与项目相关`, `${topic.name} fits the project`),
            both(
              `指标涉及“${topic.name}”，表内其他内容均未提及`,
              `${topic.name}, of which nothing else in the form speaks`,
            ),
            [
              indicatorSide(indicator),
              field(both('项目', 'project'), project, 'name'),
              field(both('绩效目标', 'goal'), project, 'goal'),
            ],
          ),
        ];
      }),
    ),
};

export const contentFitsCategory: Rule = {
  id: 'A42',
  title: { zh: '指标内容与二级指标相符', en: 'the content fits the category' },
  subjects: INDICATORS,
  source: both(
    '财预〔2021〕101号：生态效益反映对自然生态的影响；时效反映何时完成，而非服务持续多久',
    '财预〔2021〕101号: 生态效益 is about nature and its use; 时效 about by when, not about how long a service lasts',
  ),
  tolerance: null,
  severity: 'info',
  needs: both('生态效益或时效指标', 'indicators of 生态效益 or 时效'),
  limits: both(
    '只判断没有生态词语的生态效益指标和列为时效的时长；其他内容须人工判断',
    'only 生态效益 without a word of nature, and lengths under 时效; other contents take a reader',
  ),
  check: ({ record, words, values }) =>
    record.projects.flatMap((project) =>
      project.indicators.flatMap((indicator): Result[] => {
        const { category_code: code, name, raw_value: value, operator } = indicator;
        const subject = aboutIndicator(indicator);
        const sides = [field(both('二级指标', 'level 2'), indicator, 'level2'), indicatorSide(indicator)];
        if (code === 'benefit.ecological') {
          const fits = holdsAny(`${name ?? ''}${value ?? ''}`, words.indicators.ecological);
          return [
            decide(
              fits,
              subject,
              both('与生态有关', 'about nature'),
              both('列为生态效益，内容与生态无关', 'nothing ecological under 生态效益'),
              sides,
            ),
          ];
        }
        if (code !== 'output.timeliness') return [];
        const length = words.indicators.lengths.some((pattern) => pattern.test(nameKey(name)));
        const duration = measureOfIndicator(indicator, values)?.type === 'duration';
        const least = operator === '>=' || operator === '>' || operator === '=';
        return length && duration && least
          ? [
              fail(
                subject,
                both('服务持续时长属数量指标，不属时效指标', 'how long a service lasts is a quantity, not timeliness'),
                sides,
              ),
            ]
          : [pass(subject, both('反映完成时间', 'about time'), sides)];
      }),
    ),
};

/** A project's targets beside what its self-evaluation or evaluation says was reached. */

import type { ProjectLine } from '../../pipeline/explorer/api.js';
import { Answer } from '../app/Answer.js';
import { get } from '../app/client.js';
import { say } from '../app/language.js';
import { useLoaded } from '../app/loading.js';
import { placeWords } from '../app/place.js';
import { goWith, hrefOf } from '../app/route.js';
import { ScrollFrame } from '../app/ScrollFrame.js';
import { SearchField } from '../app/SearchField.js';
import { SelectionFields, selectionFrom } from './selection.js';

export function ProjectsView({ query }: { query: URLSearchParams }) {
  const search = query.get('search') ?? '';
  return (
    <>
      <p class="quiet compare-intro">
        {say(
          '按项目名称把目标表与自评表、评价结果放在一起：同一地区，当年或次年。',
          'By the name of the project: its targets beside self-evaluations and evaluations of the same county, of that or the next year.',
        )}
      </p>
      <div class="tools">
        <SearchField
          value={search}
          label={say('项目名称，或其中一部分', 'Name of a project, or a part of it')}
          onSearch={(text) => goWith({ search: text }, { replace: true })}
        />
        <SelectionFields query={query} />
      </div>
      {search === '' ? (
        <p class="quiet">{say('请输入项目名称。', 'Type the name of a project.')}</p>
      ) : (
        <Found search={search} query={query} />
      )}
    </>
  );
}

function Found({ search, query }: { search: string; query: URLSearchParams }) {
  const asked = { ...selectionFrom(query), search };
  const loaded = useLoaded(JSON.stringify(asked), (signal) => get('/api/projects', { query: asked, signal }));
  return (
    <Answer loaded={loaded}>
      {({ lines }) =>
        lines.length === 0 ? (
          <p class="quiet">{say('没有这样的项目。', 'There is no such project.')}</p>
        ) : (
          groupsOf(lines).map((group) => <Project lines={group} />)
        )
      }
    </Answer>
  );
}

/** Lines of one project, target year and result year; of each document for itself, where several print it. */
function groupsOf(lines: readonly ProjectLine[]): ProjectLine[][] {
  const groups: ProjectLine[][] = [];
  let last = { key: '', source: null as string | null };
  for (const line of lines) {
    const key = JSON.stringify([line.region_name, line.project_name, line.target_year, line.result_year]);
    // What an evaluation says of the whole project stands beside no target, and belongs to the one before.
    const isOther = line.target_source !== null && last.source !== null && line.target_source !== last.source;
    if (key === last.key && !isOther) groups.at(-1)!.push(line);
    else groups.push([line]);
    last = { key, source: line.target_source ?? (key === last.key ? last.source : null) };
  }
  return groups;
}

function Project({ lines }: { lines: ProjectLine[] }) {
  const [{ region_name: region, project_name: project, target_year: target, result_year: result }] = lines as [
    ProjectLine,
  ];
  const decided = lines.filter(({ reached }) => reached !== null);
  const title = [region, project].filter(Boolean).join(' · ');
  return (
    <section class="section">
      <h2>
        {title}
        {decided.length > 0 && (
          <span class="small quiet">
            {say(
              `${decided.length} 项可比，${decided.filter(({ reached }) => reached).length} 项达到`,
              `${decided.filter(({ reached }) => reached).length} of ${decided.length} reached`,
            )}
          </span>
        )}
      </h2>
      <ScrollFrame label={title}>
        <table class="rows compare-project">
          <thead>
            <tr>
              <th scope="col">{say('指标', 'What')}</th>
              <th scope="col">
                {say('目标', 'Target')} {target}
              </th>
              <th scope="col">
                {say('结果', 'Result')} {result}
              </th>
              <th scope="col">{say('达到', 'Reached')}</th>
            </tr>
          </thead>
          <tbody>
            {lines.map((line) => (
              <tr>
                <th scope="row" class="compare-text">
                  {line.what}
                </th>
                <td>
                  <Printed
                    text={line.target}
                    place={line.target_place}
                    document={line.target_document}
                    query={{ record: line.target_record, field: line.target_field }}
                  />
                </td>
                <td>
                  <Printed
                    text={line.result}
                    place={line.result_place}
                    document={line.result_document}
                    query={{ record: line.result_record, field: line.result_field }}
                  />
                </td>
                <td>
                  {line.reached === null ? (
                    <span class="quiet">–</span>
                  ) : line.reached ? (
                    <span class="tag tag-good">✓ {say('达到', 'yes')}</span>
                  ) : (
                    <span class="tag tag-error">✗ {say('未达到', 'no')}</span>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollFrame>
    </section>
  );
}

interface PrintedProps {
  text: string | null;
  place: string | null;
  document: string | null;
  query: { record: string | null; field: string | null };
}

function Printed({ text, place, document, query: { record, field } }: PrintedProps) {
  if (text === null) return <span class="quiet">–</span>;
  return (
    <>
      {document ? (
        <a href={hrefOf(['documents', document], { record: record ?? undefined, field: field ?? undefined })}>{text}</a>
      ) : (
        text
      )}{' '}
      {place && <span class="small quiet">{placeWords(place)}</span>}
    </>
  );
}

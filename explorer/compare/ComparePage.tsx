/** What can be held against each other: an indicator over counties and years, and a project's targets beside its results. */
import { say } from '../app/language.js';
import { hrefOf } from '../app/route.js';
import { useTitle } from '../app/title.js';
import { FamiliesView } from './FamiliesView.js';
import { FamilyView } from './FamilyView.js';
import { ProjectsView } from './ProjectsView.js';
import './compare.css';

/** What stands in the path instead of a family. */
const PROJECTS = 'projects';

export function ComparePage({ family, query }: { family: string | null; query: URLSearchParams }) {
  useTitle(say('比较', 'Compare'));
  const isProjects = family === PROJECTS;
  return (
    <>
      <div class="view-head">
        <h1>{say('比较', 'Compare')}</h1>
        <nav class="compare-ways" aria-label={say('比较什么', 'What is compared')}>
          <a href={hrefOf(['compare'])} aria-current={isProjects ? undefined : 'page'}>
            {say('同类指标', 'Indicators alike')}
          </a>
          <a href={hrefOf(['compare', PROJECTS])} aria-current={isProjects ? 'page' : undefined}>
            {say('项目目标与结果', 'Targets and results')}
          </a>
        </nav>
      </div>
      {isProjects ? (
        <ProjectsView query={query} />
      ) : family === null ? (
        <FamiliesView query={query} />
      ) : (
        <FamilyView key={family} family={family} query={query} />
      )}
    </>
  );
}

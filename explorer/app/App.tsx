/** The frame: navigation, and the view that the URL names. */
import { DocumentPage } from '../document/DocumentPage.js';
import { say, useLanguage } from './language.js';
import { useRoute } from './route.js';

export function App() {
  useLanguage();
  const { path, query } = useRoute();
  return (
    <>
      <nav aria-label={say('主导航', 'Main')}>
        <a href="/">{say('总览', 'Overview')}</a>
      </nav>
      <main>{path[0] === 'documents' && path[1] ? <DocumentPage id={path[1]} query={query} /> : null}</main>
    </>
  );
}

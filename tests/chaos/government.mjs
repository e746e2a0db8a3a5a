/** The demonstration sites served in this process, with count of what was asked: they outlive whoever crawls them. */
import { demonstrationSites, serveSites } from '../../dist/pipeline/demo/server.js';

/** Serves them on free ports, each with at most so many disclosures. `asked` is what was asked, as `host/path`. */
export async function serveGovernment(disclosures = Number.POSITIVE_INFINITY) {
  const asked = [];
  const onRequest = ({ headers, url }) => void asked.push(`${headers.host}${url}`);
  const sites = demonstrationSites({ most: disclosures });
  const running = await serveSites(sites, { firstPort: 0, onRequest });
  return { urls: running.urls, asked, close: () => running.close() };
}

/** How many requests were made for what had been asked for before. */
export function repeatedIn(asked) {
  return asked.length - new Set(asked).size;
}

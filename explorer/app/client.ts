/** Asks the explorer's server, in its types. */
import type { Gets, Posts, Problem } from '../../pipeline/explorer/api.js';

/** What the server refused or could not do; the message is for a person. */
export class ServerError extends Error {
  override name = 'ServerError';

  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

/** The names that stand in a path as `:name`. */
type Parts<Path extends string> = Path extends `${string}:${infer Name}/${infer Rest}`
  ? Name | Parts<Rest>
  : Path extends `${string}:${infer Name}`
    ? Name
    : never;

export async function get<Path extends keyof Gets>(
  path: Path,
  {
    parts,
    query,
    signal,
  }: {
    query?: Gets[Path]['query'];
    signal?: AbortSignal;
  } & ([Parts<Path>] extends [never] ? { parts?: undefined } : { parts: Record<Parts<Path>, string> }),
): Promise<Gets[Path]['answer']> {
  const response = await fetch(addressOf(path, parts ?? {}, query ?? {}), { signal: signal ?? null });
  return answerOf(response);
}

export async function post<Path extends keyof Posts>(
  path: Path,
  body: Posts[Path]['body'],
): Promise<Posts[Path]['answer']> {
  const headers = { 'Content-Type': 'application/json' };
  return answerOf(await fetch(path, { method: 'POST', headers, body: JSON.stringify(body) }));
}

/** The address of a path with its parts and query; what is undefined or empty in the query is left out. */
export function addressOf(path: string, parts: Record<string, string>, query: object): string {
  const filled = path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(parts[name] ?? ''));
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== '') search.set(name, String(value));
  }
  return search.size > 0 ? `${filled}?${search}` : filled;
}

async function answerOf<Answer>(response: Response): Promise<Answer> {
  if (response.ok) return (await response.json()) as Answer;
  const problem = (await response.json().catch(() => null)) as Problem | null;
  throw new ServerError(response.status, problem?.message ?? `${response.status} ${response.statusText}`);
}

/** What a request is refused for: told to whoever asked, with the HTTP status. */
export class RequestProblem extends Error {
  override name = 'RequestProblem';

  constructor(
    readonly status: 400 | 401 | 403 | 404 | 413 | 415 | 422 | 503,
    message: string,
  ) {
    super(message);
  }
}

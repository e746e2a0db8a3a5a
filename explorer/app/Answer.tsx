/** Shows what is loaded, that it is still coming, or why it does not come and how to try again. */
import type { ComponentChildren } from 'preact';
import { ServerError } from './client.js';
import { say } from './language.js';
import { type Loaded, lastOf } from './loading.js';

export function Answer<T>({ loaded, children }: { loaded: Loaded<T>; children: (value: T) => ComponentChildren }) {
  if (loaded.state === 'failed') return <Failure error={loaded.error} retry={loaded.retry} />;
  const value = lastOf(loaded);
  return (
    <div aria-busy={loaded.state === 'waiting'}>
      {value === null ? (
        <p class="waiting" role="status">
          {say('读取中…', 'Loading…')}
        </p>
      ) : (
        <div class="settled">{children(value)}</div>
      )}
    </div>
  );
}

/** What the server said, or that there is none any more. */
export function Failure({ error, retry }: { error: Error; retry?: () => void }) {
  const answered = error instanceof ServerError;
  return (
    <div class="notice notice-error" role="alert">
      {answered ? (
        <>
          <p>
            {error.status === 404
              ? say('没有找到', 'There is no such thing')
              : say('服务器无法回答', 'The server cannot answer')}
          </p>
          <p class="quiet">{error.message}</p>
        </>
      ) : (
        <>
          <p>{say('服务器没有回应', 'The server does not answer')}</p>
          <p class="quiet">
            {say('可能已经停止。请在终端重新运行 ', 'It may have been stopped. Start it again: ')}
            <code>gongkai explore</code>
          </p>
        </>
      )}
      {retry && (
        <button type="button" onClick={retry}>
          {say('重试', 'Try again')}
        </button>
      )}
    </div>
  );
}

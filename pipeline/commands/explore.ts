/** `gongkai explore`: the dataset in a browser, beside the documents that it was read from. */
import { join } from 'node:path';
import { PACKAGE_ROOT } from '../package.js';
import { CannotWorkError, type Command, EXIT } from './command.js';
import { NO_DATASET } from './families.js';
import { DATA_OPTION, type DataOptions, wholeNumber } from './options.js';

interface ExploreOptions extends DataOptions {
  host: string;
  port: number;
  name?: string;
}

export const exploreCommand: Command<ExploreOptions> = {
  name: 'explore',
  summary: 'look at the dataset in a browser, each value beside its original, and correct it',
  options: [
    DATA_OPTION,
    {
      flags: '--port <n>',
      description: 'where it listens; 0 for any that is free',
      default: 4173,
      parse: wholeNumber({ least: 0, most: 65_535 }),
    },
    { flags: '--host <address>', description: 'where it listens; 0.0.0.0 for all', default: '127.0.0.1' },
    { flags: '--name <host>', description: 'a name under which it is reached besides, as behind a proxy' },
  ],
  help: `Serves the web application and prints its address, until Ctrl-C. It shows the dataset of DIR; built anew meanwhile,
the new one. Values that somebody accepts or corrects there are appended to DIR/corrections/explorer-….csv, hold at
once in what it shows, and in the dataset from the next 'gongkai build' on.

Only this machine can reach it. With --host or --name others can, and then the address has a token without which
nobody is let in; it holds until the server ends. The connection is not encrypted: across a network that others
read, put it behind a proxy with TLS, or use ssh -L 4173:127.0.0.1:4173 HOST.

Examples:
  gongkai explore
  gongkai explore --data ./county --port 8080
  gongkai explore --host 0.0.0.0

Exit codes:
  2    wrong usage
  3    nothing to show: no dataset; or it cannot listen there
  130  ended by Ctrl-C`,

  async run(_paths, { data, host, port, name }, { log, print, signal }) {
    const { Explorer } = await import('../explorer/explorer.js');
    const { guardFor } = await import('../explorer/guard.js');
    const { makeApp } = await import('../explorer/app.js');
    const { listen } = await import('../explorer/http.js');
    const explorer = new Explorer(data);
    try {
      if (!(await explorer.current.exists())) throw NO_DATASET(data);
      const guard = guardFor(host, name === undefined ? [] : [name]);
      const web = join(PACKAGE_ROOT, 'dist', 'explorer');
      const server = await listen(makeApp({ explorer, guard, web, log }), { host, port }).catch((error) => {
        throw new CannotWorkError(reasonOf(error as NodeJS.ErrnoException, host, port), { cause: error });
      });
      try {
        const token = guard.token === null ? '' : `?token=${guard.token}`;
        await print(`http://${host.includes(':') ? `[${host}]` : host}:${server.port}/${token}\n`);
        void explorer.prepare();
        await new Promise<void>((resolve) => {
          if (signal.aborted) resolve();
          signal.addEventListener('abort', () => resolve());
        });
      } finally {
        await server.close();
      }
    } finally {
      explorer.close();
    }
    return EXIT.interrupted;
  },
};

function reasonOf({ code, message }: NodeJS.ErrnoException, host: string, port: number): string {
  if (code === 'EADDRINUSE') return `port ${port} is taken by another program; --port takes another one (0: any)`;
  if (code === 'EACCES') return `port ${port} needs more rights; --port takes another one, from 1024 on`;
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
    return `${host} is no address of this machine; --host takes one`;
  return `it cannot listen at ${host}, port ${port}: ${message}`;
}

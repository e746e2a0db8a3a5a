/**
 * A thread in each worker that ends it when its parent is gone. A parent that was killed with -9 cannot end its workers,
 * and one that hangs in a document never sees that the channel closed: it would burn a core until somebody noticed.
 */
import { workerData } from 'node:worker_threads';

const INTERVAL_MS = 1000;

setInterval(() => {
  if (process.ppid !== workerData) process.kill(process.pid, 'SIGKILL');
}, INTERVAL_MS);

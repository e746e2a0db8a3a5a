import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, onTestFinished } from 'vitest';
import { BullQueue } from '../../pipeline/queue/bullmq.js';
import { openRedis } from '../../pipeline/queue/redis.js';
import { queueConformance } from './queue-conformance.js';
import { RedisServer, redisMissing } from './redis-server.js';

describe.skipIf(redisMissing)(`on Redis${redisMissing ? ` (${redisMissing})` : ''}`, () => {
  let server: RedisServer;
  beforeAll(async () => {
    server = await RedisServer.start();
  });
  afterAll(() => server.stop());

  queueConformance('BullMQ', async () => {
    const redis = await openRedis({ url: server.url, onTrouble: () => {} });
    onTestFinished(() => redis.close());
    return BullQueue.open('documents', { redis, namespace: randomUUID() });
  });
});

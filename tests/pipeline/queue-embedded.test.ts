import { EmbeddedQueue } from '../../pipeline/queue/embedded.js';
import { queueConformance } from './queue-conformance.js';

queueConformance('embedded', async () => new EmbeddedQueue());

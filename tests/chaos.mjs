/**
 * `node tests/chaos.mjs [--kills 50] [--seed N] [--redis] [--disclosures N] [--delay MS]` after `npm run build`: a crawl of the
 * demonstration sites is killed (SIGKILL) at random moments and started again until it ends; then the bytes of all records
 * and of the dataset are compared with those of an undisturbed crawl. With --redis the victims are by turns the crawler, a
 * worker and a redis-server with an append-only file; without, the crawler. Prints figures; ends with 1 where the results
 * differ or a document was read twice in vain. A delay between requests makes the crawl last as long as the reading, so
 * that more kills meet it.
 */
import { parseArgs } from 'node:util';
import { chaos } from './chaos/chaos.mjs';

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '50' },
    seed: { type: 'string', default: `${Date.now() % 1_000_000}` },
    redis: { type: 'boolean', default: false },
    disclosures: { type: 'string', default: '1000' },
    delay: { type: 'string', default: '0' },
  },
});
const [kills, seed, disclosures, delay] = [values.kills, values.seed, values.disclosures, values.delay].map(Number);
const started = performance.now();
const seconds = () => Math.round((performance.now() - started) / 1000);
console.log(JSON.stringify({ kills, seed, redis: values.redis, delay }));
const onRound = (total) => console.log(JSON.stringify({ seconds: seconds(), ...total }));
const onKill = (victim) => process.stderr.write(`${seconds()} s: killed the ${victim}\n`);
const settings = { kills, seed, redis: values.redis, disclosures, delay, onKill, onRound };
const { differences, readInVain, kept } = await chaos(settings);
for (const difference of differences) console.log(difference);
if (kept) console.log(`kept to be looked at: ${kept}`);
process.exitCode = differences.length + readInVain > 0 ? 1 : 0;

// A worker that cannot start.
import { serve } from '../../dist/pipeline/worker/serve.js';

await serve(() => {
  throw new Error('forms.yml: line 3: unknown label');
});

/** The layers over the original: what each looks like, how many there are, on or off; and stepping through one of them. */
import { say } from '../app/language.js';
import { layerName } from './labels.js';
import type { Layer } from './marks.js';

interface LegendProps {
  counts: { layer: Layer; count: number }[];
  layers: ReadonlySet<Layer>;
  onSwitch(layer: Layer): void;
}

export function Legend({ counts, layers, onSwitch }: LegendProps) {
  return (
    <fieldset class="legend">
      <legend class="visually-hidden">{say('在原件上标出', 'Marked on the original')}</legend>
      {counts.map(({ layer, count }) => (
        <label key={layer} class={count === 0 ? 'choice is-none' : 'choice'}>
          <input type="checkbox" checked={layers.has(layer)} onChange={() => onSwitch(layer)} />
          <span class="swatch" aria-hidden="true">
            <span class={`layer-${layer}`} />
          </span>
          {layerName(layer)}
          <span class="count">{count}</span>
        </label>
      ))}
    </fieldset>
  );
}

interface StepperProps {
  counts: { layer: Layer; count: number }[];
  layer: Layer;
  /** Which one is chosen, from 1; 0 for none of them. */
  at: number;
  onLayer(layer: Layer): void;
  onStep(by: 1 | -1): void;
}

export function Stepper({ counts, layer, at, onLayer, onStep }: StepperProps) {
  const count = counts.find((each) => each.layer === layer)?.count ?? 0;
  return (
    <span class="stepper">
      <select
        value={layer}
        aria-label={say('逐项查看', 'Step through')}
        onChange={(event) => onLayer(event.currentTarget.value as Layer)}
      >
        {counts.map((each) => (
          <option key={each.layer} value={each.layer} disabled={each.count === 0}>
            {layerName(each.layer)}
          </option>
        ))}
      </select>
      <button
        type="button"
        disabled={count === 0}
        onClick={() => onStep(-1)}
        aria-label={say('上一项（p）', 'Previous (p)')}
      >
        ‹
      </button>
      <span class="stepper-count">
        {at === 0 ? '–' : at}/{count}
      </span>
      <button
        type="button"
        disabled={count === 0}
        onClick={() => onStep(1)}
        aria-label={say('下一项（n）', 'Next (n)')}
      >
        ›
      </button>
    </span>
  );
}

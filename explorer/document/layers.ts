/** Which layers are switched on; kept in this browser. */
import { useState } from 'preact/hooks';
import { LAYERS, type Layer } from './marks.js';

const KEY = 'gongkai-layers-off';

export function useLayers(): [layers: ReadonlySet<Layer>, onSwitch: (layer: Layer) => void] {
  const [layers, setLayers] = useState<ReadonlySet<Layer>>(() => {
    const off = (localStorage.getItem(KEY) ?? 'info').split(' ');
    return new Set(LAYERS.filter((layer) => !off.includes(layer)));
  });
  const onSwitch = (layer: Layer) => {
    const next = new Set(layers);
    if (!next.delete(layer)) next.add(layer);
    localStorage.setItem(KEY, LAYERS.filter((each) => !next.has(each)).join(' '));
    setLayers(next);
  };
  return [layers, onSwitch];
}

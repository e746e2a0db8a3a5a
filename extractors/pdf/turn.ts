/** Turning boxes, so that text in any of the four directions can be read as if it were upright. */
import type { Box, Glyph, Page, Ruling } from './page.js';

export type Rotation = Glyph['rotation'];

interface Sheet {
  width: number;
  height: number;
}

/** The box as seen when the sheet is turned so that text of that rotation stands upright. Points. */
export function turnBox([x0, top, x1, bottom]: Box, rotation: Rotation, { width, height }: Sheet): Box {
  if (rotation === 90) return [top, width - x1, bottom, width - x0];
  if (rotation === 180) return [width - x1, height - bottom, width - x0, height - top];
  if (rotation === 270) return [height - bottom, x0, height - top, x1];
  return [x0, top, x1, bottom];
}

/** The way back: from the turned sheet to the page. */
export function turnBack(box: Box, rotation: Rotation, { width, height }: Sheet): Box {
  if (rotation === 0) return box;
  const turned = rotation === 180 ? { width, height } : { width: height, height: width };
  return turnBox(box, ((360 - rotation) % 360) as Rotation, turned);
}

/** The whole page turned; `rotation` is that of the text that is to stand upright. */
export function turnPage(page: Page, rotation: Rotation): Page {
  if (rotation === 0) return page;
  const side = rotation === 180;
  const ruling = (one: Ruling): Ruling => ({ ...one, box: turnBox(one.box, rotation, page) });
  return {
    ...page,
    width: side ? page.width : page.height,
    height: side ? page.height : page.width,
    glyphs: page.glyphs.map((glyph) => ({
      ...glyph,
      box: turnBox(glyph.box, rotation, page),
      rotation: ((glyph.rotation - rotation + 360) % 360) as Rotation,
    })),
    rulings: page.rulings.map(ruling),
    pictures: page.pictures.map((box) => turnBox(box, rotation, page)),
    ...(page.fills ? { fills: page.fills.map((fill) => ({ ...fill, box: turnBox(fill.box, rotation, page) })) } : {}),
  };
}

/** The direction in which most of the page's text runs. */
export function mainRotation(page: Page): Rotation {
  const counts = new Map<Rotation, number>();
  for (const { rotation } of page.glyphs) counts.set(rotation, (counts.get(rotation) ?? 0) + 1);
  let best: Rotation = 0;
  for (const [rotation, count] of counts) if (count > (counts.get(best) ?? 0)) best = rotation;
  return best;
}

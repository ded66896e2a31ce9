// Kind of figure → its series: one file a kind. Every number arrives with its text already rounded.

import { count } from './kinds/count.js';
import { forest } from './kinds/forest.js';
import { heat } from './kinds/heat.js';
import { intervals } from './kinds/intervals.js';
import { matrix } from './kinds/matrix.js';
import { pairs } from './kinds/pairs.js';
import { quadrant } from './kinds/quadrant.js';
import { ranking } from './kinds/ranking.js';
import { ranks } from './kinds/ranks.js';
import { share } from './kinds/share.js';
import { slope } from './kinds/slope.js';
import { strip } from './kinds/strip.js';
import { tilegrid } from './kinds/tilegrid.js';
import { gridOf, words } from './layout.js';
import { color } from './tokens.js';

const KINDS = {
  count,
  forest,
  heat,
  intervals,
  matrix,
  pairs,
  quadrant,
  ranking,
  ranks,
  share,
  slope,
  strip,
  tilegrid,
};

/** What ECharts draws for `spec` at `width` pixels, and how high that is. */
export function drawing(spec, width) {
  const { at, gutter = [], words: labelled = spec, ...option } = KINDS[spec.kind](spec, width);
  return {
    height: at.height,
    option: {
      animation: false,
      textStyle: { fontFamily: 'sans-serif', color: color.ink },
      grid: gridOf(at),
      graphic: [...(at.row ? words(labelled, at) : []), ...gutter],
      ...option,
    },
  };
}

import { axes, layoutOf, stepOf, text, whisker } from '../layout.js';
import { widthOf } from '../text.js';
import { color } from '../tokens.js';

const percent = (value) => `${Math.round(value * 100)}%`;
const SLOT = 18;

/** Marks with intervals, a row of the figure each; those of a group stand together. */
export function intervals(spec, width) {
  const groups = { ...spec, rows: spec.groups };
  const at = layoutOf(groups, width, SLOT * spec.legend.length, 10);
  const data = spec.rows.map((row, index) => ({ value: [row.value, row.group], row: index, link: row.link }))
    .filter((point) => point.value[0] !== null);
  const series = [{
    type: 'custom', emphasis: { disabled: true }, data, encode: { x: 0, y: 1 },
    renderItem: (params, api) => marked(spec, at, spec.rows[data[params.dataIndex].row], api),
  }];
  const step = spec.percent ? (at.narrow ? 0.5 : 0.2) : stepOf(spec.top, at.narrow);
  const both = axes(spec, { top: spec.top, step, label: spec.percent ? percent : String });
  both.yAxis.data = spec.groups.map((_, index) => String(index));
  return { at, words: groups, ...both, series };
}

function marked(spec, at, row, api) {
  const slot = spec.legend.findIndex((part) => part.key === row.part);
  const { token, shape } = spec.legend[slot];
  const [x, middle] = api.coord([row.value, row.group]);
  const y = middle + SLOT * (slot - (spec.legend.length - 1) / 2);
  const [from, to] = [row.low, row.high].map((end) => (end === null || end === undefined ? x : api.coord([end, row.group])[0]));
  const children = to - from > 1 ? [whisker(from, to, y, color[token])] : [];
  children.push(shaped(shape, x, y, color[token]));
  const right = Math.max(to, x) + 10;
  const fits = right + widthOf(row.text, 12) < at.width - at.right + at.margin;
  const words = fits ? text(row.text, right, y, 'left', { small: true }) : text(row.text, Math.min(from, x) - 10, y, 'right', { small: true });
  words.style.backgroundColor = color.paper;
  return { type: 'group', children: [words, ...children] };
}

/** A circle or diamond with a rim of paper. */
function shaped(shape, x, y, fill, r = 6) {
  const style = { fill, stroke: color.paper, lineWidth: 1.5 };
  if (shape !== 'diamond') return { type: 'circle', shape: { cx: x, cy: y, r }, style };
  const w = r + 1.5;
  return { type: 'polygon', shape: { points: [[x, y - w], [x + w, y], [x, y + w], [x - w, y]] }, style };
}

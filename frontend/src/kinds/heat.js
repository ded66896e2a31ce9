import { SIZE, headings, text } from '../layout.js';
import { widest, wrap } from '../text.js';
import { color, inkOn } from '../tokens.js';

/** A matrix of values on one scale; what was not given a score stays empty. */
export function heat(spec, width) {
  const turned = width < 560;
  const groups = spec.rows.map((row) => row.label);
  const nodes = spec.across.map((each) => each.label);
  const [across, down] = turned ? [groups, nodes] : [nodes, groups];
  const left = Math.min(widest(down, SIZE) + 14, width * 0.34);
  const cell = { width: (width - left) / across.length, height: 38 };
  const head = headings(across, left, cell.width);
  const at = { left, right: 0, top: head.height, bottom: 2, height: Math.ceil(head.height + cell.height * down.length + 2) };
  const cells = spec.rows.flatMap((row, i) => spec.across.map((column, j) => tile(spec, row, column.key, turned ? [i, j] : [j, i], i)));
  const names = down.map((label, i) => (
    text(wrap(label, left - 12, SIZE).join('\n'), left - 10, head.height + cell.height * (i + 0.5), 'right')
  ));
  return {
    at, gutter: [...head.drawn, ...names],
    xAxis: { type: 'category', show: false, data: across.map((_, i) => String(i)) },
    yAxis: { type: 'category', show: false, inverse: true, data: down.map((_, i) => String(i)) },
    series: [{ type: 'custom', emphasis: { disabled: true }, data: cells, encode: { x: 0, y: 1 }, renderItem: square(cells) }],
  };
}

function tile(spec, row, key, place, index) {
  const value = row.values[key];
  const none = value === null || value === undefined;
  const step = none ? '' : `heat${Math.min(5, Math.floor((value / spec.top) * 6))}`;
  return { value: place, row: index, text: row.texts[key], token: step };
}

function square(cells) {
  return (params, api) => {
    const cell = cells[params.dataIndex];
    const [x, y] = api.coord([api.value(0), api.value(1)]);
    const [width, height] = api.size([1, 1]);
    const shape = { x: x - width / 2 + 1, y: y - height / 2 + 1, width: width - 2, height: height - 2 };
    const style = cell.token
      ? { fill: color[cell.token] }
      : { fill: color.paper, stroke: color.hatch, lineWidth: 1, lineDash: [3, 2] };
    const fill = cell.token ? inkOn(cell.token) : color.muted;
    return { type: 'group', children: [{ type: 'rect', shape, style }, text(cell.text, x, y, 'center', { fill, small: true })] };
  };
}

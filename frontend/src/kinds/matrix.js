import { text } from '../layout.js';
import { wrap } from '../text.js';
import { color, inkOn } from '../tokens.js';

const CELL = 68;
const HEAD = 26;
const FOOT = 24;
const GAP = 20;

/** Two by two: a panel per row of the figure, four counts in each. */
export function matrix(spec, width) {
  const across = Math.max(1, Math.min(spec.rows.length, Math.floor((width + GAP) / (220 + GAP))));
  const panel = (width - GAP * (across - 1)) / across;
  const tall = HEAD + 2 * CELL + (spec.rows.some((row) => row.note) ? FOOT : 0) + GAP;
  const place = (index) => ({ x: (index % across) * (panel + GAP), y: Math.floor(index / across) * tall });
  const cells = spec.rows.flatMap((row, index) => row.cells.map((cell, i) => {
    const { x, y } = place(index);
    const box = { x: x + (i % 2) * panel / 2, y: y + HEAD + Math.floor(i / 2) * CELL, width: panel / 2, height: CELL };
    return { value: [i], row: index, link: row.link, cell, box };
  }));
  const gutter = spec.rows.flatMap((row, index) => {
    const { x, y } = place(index);
    const heading = text(row.label, x, y + HEAD / 2, 'left');
    return row.note ? [heading, text(row.note, x, y + HEAD + 2 * CELL + FOOT / 2, 'left', { quiet: true, small: true })] : [heading];
  });
  return {
    at: { left: 0, right: 0, top: 0, bottom: 0, height: Math.ceil(spec.rows.length / across) * tall - GAP + 4 },
    gutter,
    xAxis: { show: false }, yAxis: { show: false },
    series: [{
      type: 'custom', coordinateSystem: 'none', emphasis: { disabled: true }, data: cells,
      renderItem: (params) => drawn(cells[params.dataIndex]),
    }],
  };
}

function drawn({ cell, box }) {
  const shape = { x: box.x + 1, y: box.y + 1, width: box.width - 2, height: box.height - 2, r: 3 };
  const fill = inkOn(cell.token);
  const middle = box.x + box.width / 2;
  const count = text(cell.text, middle, box.y + 24, 'center', { fill });
  count.style.font = 'bold 20px sans-serif';
  const words = wrap(cell.label, box.width - 10, 12).slice(0, 2);
  const label = text(words.join('\n'), middle, box.y + (words.length > 1 ? 49 : 48), 'center', { fill, small: true });
  label.style.lineHeight = 14;
  return { type: 'group', children: [{ type: 'rect', shape, style: { fill: color[cell.token] } }, count, label] };
}

import { legendOf, text } from '../layout.js';
import { widest, wrap } from '../text.js';
import { color, inkOn } from '../tokens.js';

const GAP = 3;
const DOT = 5;

/** Tiles that stand as units lie to one another; each parted by channel, with a dot for each unit
 *  that belongs to it. No boundary is drawn and no area is meant. */
export function tilegrid(spec, width) {
  const across = Math.max(...spec.rows.map((row) => row.column)) + 1;
  const down = Math.max(...spec.rows.map((row) => row.row)) + 1;
  const wide = Math.min(92, width / across);
  const tall = wide < 56 ? 54 : 60;
  const left = (width - wide * across) / 2;
  const legend = legendOf(spec.legend, width);
  const place = ({ row, column }) => ({ x: left + column * wide, y: legend.height + row * tall, width: wide - GAP, height: tall - GAP });
  const data = spec.rows.map((row, index) => ({ value: [index], row: index, link: row.link, box: place(row) }));
  return {
    at: { left: 0, right: 0, top: 0, bottom: 0, height: Math.ceil(legend.height + down * tall + 2) },
    gutter: legend.drawn,
    xAxis: { show: false }, yAxis: { show: false },
    series: [{
      type: 'custom', coordinateSystem: 'none', emphasis: { disabled: true }, data,
      renderItem: (params) => drawn(spec.rows[params.dataIndex], data[params.dataIndex].box),
    }],
  };
}

function drawn(row, box) {
  const halves = row.halves.length ? row.halves : [{ token: 'paper', text: row.mark, quiet: true }];
  const part = box.width / halves.length;
  const children = halves.flatMap((half, i) => {
    const shape = { x: box.x + i * part, y: box.y + 20, width: part - (i < halves.length - 1 ? 1 : 0), height: box.height - 20 - (row.dots.length ? 14 : 0) };
    const fill = half.quiet || half.hatch ? color.muted : inkOn(half.token);
    const style = { fill: color[half.token], ...(half.hatch ? { stroke: color.hatch, lineWidth: 1, lineDash: [3, 2] } : {}) };
    return [{ type: 'rect', shape, style }, text(half.text, shape.x + shape.width / 2, shape.y + shape.height / 2, 'center', { fill, small: true })];
  });
  children.push({ type: 'rect', shape: { ...box, r: row.outlined ? 7 : 2 }, style: { fill: 'none', stroke: row.outlined ? color.muted : color.rule, lineWidth: 1 } });
  children.push(...named(row, box), ...dotted(row, box));
  return { type: 'group', children };
}

function named(row, box) {
  const fits = (words, size) => widest([words], size) <= box.width - 2;
  const size = [12, 11, 10].find((each) => fits(row.label, each));
  const words = size ? row.label : row.short || wrap(row.label, box.width, 10)[0];
  const drawnName = text(words, box.x + box.width / 2, box.y + 10, 'center', { quiet: !row.halves.length });
  drawnName.style.font = `${size || 11}px sans-serif`;
  return [drawnName];
}

/** A dot for each unit below, its halves as those of a tile; how many, where they do not fit. */
function dotted(row, box) {
  const y = box.y + box.height - 6;
  const room = Math.floor((box.width - 4) / (2 * DOT + 4));
  if (row.dots.length > room) return [text(row.below, box.x + box.width / 2, y, 'center', { quiet: true, small: true })];
  const first = box.x + box.width / 2 - ((row.dots.length - 1) * (2 * DOT + 4)) / 2;
  return row.dots.flatMap((dot, i) => dot.map((half, k) => ({
    type: 'sector',
    shape: { cx: first + i * (2 * DOT + 4), cy: y - 1, r: DOT, r0: 0,
      startAngle: Math.PI / 2 + (k * 2 * Math.PI) / dot.length, endAngle: Math.PI / 2 + ((k + 1) * 2 * Math.PI) / dot.length },
    style: { fill: color[half.token], stroke: color.muted, lineWidth: 0.75, ...(half.hatch ? { lineDash: [2, 1] } : {}) },
  })));
}

import { SIZE, text } from '../layout.js';
import { color } from '../tokens.js';

const SMALL = 12;
const MANY = 500;

/** Rank against rank, the first of both in the upper right corner; `box` holds the leaders of both. */
export function ranks(spec, width) {
  const side = Math.min(width - 56, 440);
  const at = { left: 46, right: width - 46 - side, top: 12, bottom: 46, height: side + 58 };
  const [low, high] = [0.5, spec.top + 0.5];
  const x = (rank) => at.left + ((high - rank) / (high - low)) * side;
  const y = (rank) => at.top + ((rank - low) / (high - low)) * side;
  const edge = Math.min(high, spec.box + 0.5);
  const box = { type: 'rect', silent: true, z: 1, shape: { x: x(edge), y: at.top, width: x(low) - x(edge), height: y(edge) - at.top },
    style: { fill: color.heat1, stroke: color.hatch, lineWidth: 1, lineDash: [4, 3] } };
  const diagonal = { type: 'line', silent: true, z: 1, shape: { x1: x(high), y1: y(high), x2: x(low), y2: y(low) },
    style: { stroke: color.rule, lineWidth: 1 } };
  const axis = (name, gap) => ({
    type: 'value', inverse: true, min: low, max: high, interval: high, name, nameLocation: 'middle', nameGap: gap,
    nameTextStyle: { color: color.muted, fontSize: SMALL }, axisLabel: { show: false }, axisTick: { show: false },
    axisLine: { show: true, lineStyle: { color: color.rule } }, splitLine: { show: false },
  });
  const numbers = ticks(spec.top, spec.box).flatMap((rank) => [
    text(String(rank), x(rank), at.top + side + 12, 'center', { quiet: true, small: true }),
    text(String(rank), at.left - 8, y(rank), 'right', { quiet: true, small: true }),
  ]);
  return {
    at,
    gutter: [box, diagonal, ...numbers],
    xAxis: { ...axis(spec.x, 26), position: 'bottom' }, yAxis: { ...axis(spec.y, 30), position: 'left' },
    series: [{
      type: 'scatter', symbol: 'circle', symbolSize: spec.rows.length > 100 ? 7 : 11, emphasis: { disabled: true }, z: 3,
      large: spec.rows.length > MANY, largeThreshold: MANY,
      itemStyle: { color: color.present, borderColor: color.paper, borderWidth: 1, opacity: 1 },
      label: { show: true, position: 'left', distance: 4, fontSize: SIZE - 1, color: color.ink, formatter: (point) => (point.data.named ? point.data.name : '') },
      labelLayout: { hideOverlap: true },
      data: spec.rows.map((row, index) => ({ value: [row.x, row.y], row: index, link: row.link, named: row.named, name: row.label })),
    }],
  };
}

function ticks(top, box) {
  const step = top > 60 ? 50 : 10;
  const found = [1];
  for (let rank = step; rank <= top; rank += step) found.push(rank);
  if (box < top && !found.includes(box)) found.push(box);
  if (top - found[found.length - 1] > step / 3 && !found.includes(top)) found.push(top);
  return found;
}

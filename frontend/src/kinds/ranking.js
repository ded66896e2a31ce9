import { axes, layoutOf, remark, stepOf, whisker } from '../layout.js';
import { color } from '../tokens.js';

/** Scores with what they could be at least and at most; a withheld score has no point. */
export function ranking(spec, width) {
  const at = layoutOf(spec, width, 12, 9);
  const shape = spec.shape === 'diamond' ? 'diamond' : 'circle';
  const bands = spec.rows.map((row, index) => ({ value: [row.low, index, row.high], row: index, link: row.link }))
    .filter((point) => point.value[0] !== null && point.value[0] !== undefined);
  const points = spec.rows.map((row, index) => ({ value: [row.value, index], row: index, link: row.link }))
    .filter((point) => point.value[0] !== null && point.value[0] !== undefined);
  const sure = spec.rows.flatMap((row, index) => (row.sure ? [[row.sure[0], index, row.sure[1]]] : []));
  const series = [
    { type: 'custom', emphasis: { disabled: true }, data: bands, encode: { x: [0, 2], y: 1 }, renderItem: band(spec) },
    { type: 'custom', silent: true, data: sure, encode: { x: [0, 2], y: 1 }, renderItem: interval },
    {
      type: 'scatter', data: points, symbol: shape, symbolSize: shape === 'diamond' ? 14 : 12, emphasis: { disabled: true },
      itemStyle: { color: color[spec.token], borderColor: color.paper, borderWidth: 1.5, opacity: 1 },
    },
  ];
  const gutter = spec.rows.flatMap((row, index) => (
    row.remark ? [remark(row.remark, at, index)] : []
  ));
  return { at, gutter, ...axes(spec, { top: spec.top, step: stepOf(spec.top, at.narrow) }), series };
}

function interval(params, api) {
  const [from, y] = api.coord([api.value(0), api.value(1)]);
  const [to] = api.coord([api.value(2), api.value(1)]);
  return whisker(from, to, y);
}

function band(spec) {
  return (params, api) => {
    const [from, y] = api.coord([api.value(0), api.value(1)]);
    const [to] = api.coord([api.value(2), api.value(1)]);
    const open = spec.rows[api.value(1)].value === null;
    const half = open ? 5 : 3.5;
    return {
      type: 'rect',
      shape: { x: from, y: y - half, width: Math.max(2, to - from), height: 2 * half, r: half },
      style: open
        ? { fill: color.paper, stroke: color.hatch, lineWidth: 1, lineDash: [3, 2] }
        : { fill: color.range },
    };
  };
}

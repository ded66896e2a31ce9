import { axes, layoutOf } from '../layout.js';
import { color } from '../tokens.js';

/** Counts, the longest bar first. */
export function count(spec, width) {
  const at = layoutOf(spec, width, spec.bar || 16);
  const top = spec.top || Math.max(1, ...spec.rows.map((row) => row.value));
  const series = [{
    type: 'bar', barWidth: at.bar, emphasis: { disabled: true },
    data: spec.rows.map((row, index) => ({ value: row.value, row: index, itemStyle: { color: color[row.token || spec.token] } })),
  }];
  return { at, ...axes(spec, { top, step: top }), series };
}

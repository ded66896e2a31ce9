// One layout for all figures made of rows: legend, then rows, then a value axis.
// Wide: the label stands left of its row. Narrow (a phone): it stands above.

import { wrap, widest, widthOf } from './text.js';
import { color } from './tokens.js';

export const SIZE = 13;
const SMALL = 12;
const LINE = 18;
const NARROW = 560;
const SLANT = (50 * Math.PI) / 180;

/** Where everything stands, in pixels: `bar` is the height of the mark in a row, `margin` the room
 *  that labels of marks need beyond both ends of the axis. */
export function layoutOf(spec, width, bar, margin = 0) {
  const narrow = width < NARROW;
  const labels = spec.rows.map((row) => row.label);
  const notes = spec.rows.map((row) => row.note || '');
  const names = Math.min(widest(labels, SIZE) + 16 + (spec.tree ? 32 : 0), width * 0.36);
  const left = margin + (narrow ? 2 : names);
  const right = margin + (narrow ? 2 : Math.max(24, widest(notes, SIZE) + 16));
  const lines = labels.map((label) => (narrow ? [label] : wrap(label, names - 12, SIZE)));
  const tallest = Math.max(1, ...lines.map((each) => each.length));
  const row = narrow ? bar + LINE + 18 : Math.max(bar + 12, tallest * LINE + 8);
  const legend = legendRows(spec.legend || [], width);
  const top = (legend.length ? legend.length * 22 + 12 : 6) + (narrow ? 5 : 0);
  const bottom = spec.axis ? 46 : 6;
  return {
    narrow, width, left, right, margin, row, top, bar, bottom, lines, legend,
    height: Math.ceil(top + row * spec.rows.length + bottom),
    plot: width - left - right,
    middle: (index) => top + row * (index + 0.5),
  };
}

/** The grid of ECharts that fits the layout, kept from making room by itself. */
export function gridOf({ left, right, top, bottom }) {
  return { left, right, top, bottom, outerBoundsMode: 'none' };
}

/** Labels, notes and legend as drawn text. */
export function words(spec, at) {
  const drawn = [];
  spec.rows.forEach((row, index) => {
    const y = at.middle(index);
    const above = y - at.bar / 2 - LINE / 2 - 2;
    const label = at.narrow ? fitted(row.label, at.width - widthOf(row.note || '', SMALL) - 12) : at.lines[index].join('\n');
    const indented = at.narrow || spec.tree;
    drawn.push(text(label, indented ? 2 + 16 * (row.depth || 0) : at.left - at.margin - 10, at.narrow ? above : y, indented ? 'left' : 'right',
      { quiet: row.quiet, clear: at.narrow }));
    if (row.note) {
      drawn.push(text(row.note, at.narrow ? at.width - 2 : at.width - at.right + at.margin + 10, at.narrow ? above : y,
        at.narrow ? 'right' : 'left', { quiet: true, small: at.narrow, clear: at.narrow }));
    }
  });
  return drawn.concat(legendMarks(at.legend));
}

/** Hidden rows and the value axis at the foot. */
export function axes(spec, axis) {
  return {
    xAxis: {
      type: 'value', min: 0, max: axis.top, interval: axis.step, name: spec.axis,
      nameLocation: 'middle', nameGap: 26, nameTextStyle: { color: color.muted, fontSize: SMALL },
      axisLabel: { color: color.muted, fontSize: SMALL, formatter: axis.label || String, showMinLabel: true, showMaxLabel: true,
        alignMinLabel: 'left', alignMaxLabel: 'right' },
      axisLine: { show: false }, axisTick: { show: false },
      splitLine: { lineStyle: { color: color.grid } }, show: Boolean(spec.axis),
    },
    yAxis: { type: 'category', inverse: true, show: false, data: spec.rows.map((_, index) => String(index)) },
  };
}

/** A text element; the anchor is its middle line. `clear` keeps lines behind it from crossing it. */
export function text(content, x, y, align, { quiet = false, small = false, fill = '', clear = false } = {}) {
  return {
    type: 'text', silent: true, x, y, ...(clear ? { z: 1 } : {}),
    style: {
      text: content, align, verticalAlign: 'middle', lineHeight: LINE,
      fill: fill || (quiet ? color.muted : color.ink), font: `${small ? SMALL : SIZE}px sans-serif`,
      ...(clear ? { backgroundColor: color.paper } : {}),
    },
  };
}

/** Why there is nothing to draw, clear of the lines of the axis. */
export function remark(words, at, index) {
  const drawn = text(words, at.left + 1, at.middle(index), 'left', { quiet: true, small: true, clear: true });
  return { ...drawn, style: { ...drawn.style, padding: [0, 4] } };
}

/** An interval: a thin line with an end at either side. */
export function whisker(from, to, y, stroke = color.ink) {
  const ends = [[from, y, to, y], [from, y - 4, from, y + 4], [to, y - 4, to, y + 4]];
  const lines = ends.map(([x1, y1, x2, y2]) => ({
    type: 'line', silent: true, shape: { x1, y1, x2, y2 }, style: { stroke, lineWidth: 1.5 },
  }));
  return { type: 'group', silent: true, children: lines };
}

/** Headings above columns: broken into lines where they fit, else aslant. */
export function headings(labels, left, width) {
  const lines = labels.map((label) => wrap(label, width - 6, 12));
  const middle = (i) => left + width * (i + 0.5);
  if (widest(lines.flat(), 12) <= width - 2) {
    const height = Math.max(...lines.map((each) => each.length)) * 18 + 8;
    const drawn = lines.map((each, i) => text(each.join('\n'), middle(i), height - 6 - each.length * 9, 'center', { small: true }));
    return { height, drawn };
  }
  const height = widest(labels, 12) * Math.sin(SLANT) + 16;
  const drawn = labels.map((label, i) => {
    const leaning = text(label, middle(i) + width / 2 - 6, height - 8, 'right', { small: true });
    return { ...leaning, rotation: -SLANT };
  });
  return { height, drawn };
}

/** The step of an axis from 0 to `top` that leaves its labels room. */
export function stepOf(top, narrow) {
  const wanted = narrow ? 3 : 6;
  return [0.5, 1, 2, 3, 5, 10, 20, 25].find((step) => top / step <= wanted && Number.isInteger(top / step)) || top;
}

/** `label` cut to `width`. */
export function fitted(label, width) {
  if (widthOf(label, SIZE) <= width) return label;
  let kept = label;
  while (kept && widthOf(`${kept}…`, SIZE) > width) kept = kept.slice(0, -1);
  return `${kept}…`;
}

/** A legend above figures that have no rows: what is drawn, and how high it is. */
export function legendOf(entries, width) {
  const rows = legendRows(entries, width);
  return { drawn: legendMarks(rows), height: rows.length * 22 + 10 };
}

function legendRows(entries, width) {
  const rows = [];
  let room = 0;
  for (const entry of entries) {
    const needed = widthOf(entry.label, SMALL) + 46;
    if (!rows.length || needed > room) {
      rows.push([]);
      room = width;
    }
    rows[rows.length - 1].push({ ...entry, x: width - room });
    room -= needed;
  }
  return rows;
}

function legendMarks(rows) {
  return rows.flatMap((row, index) => row.flatMap((entry) => {
    const y = index * 22 + 12;
    return [swatch(entry, entry.x + 2, y), text(entry.label, entry.x + 24, y, 'left', { small: true })];
  }));
}

function swatch(entry, x, y) {
  const style = { fill: color[entry.token], stroke: entry.hatch ? color.hatch : 'none', lineWidth: 1 };
  if (entry.shape === 'circle') return { type: 'circle', silent: true, shape: { cx: x + 8, cy: y, r: 5.5 }, style };
  if (entry.shape === 'diamond') {
    return { type: 'polygon', silent: true, style, shape: { points: [[x + 8, y - 7], [x + 15, y], [x + 8, y + 7], [x + 1, y]] } };
  }
  if (entry.shape === 'band') return { type: 'rect', silent: true, shape: { x, y: y - 3, width: 16, height: 6, r: 3 }, style };
  if (entry.shape === 'whisker') return whisker(x, x + 16, y);
  if (entry.shape === 'open') {
    return { type: 'rect', silent: true, shape: { x, y: y - 4, width: 16, height: 8, r: 4 },
      style: { fill: 'none', stroke: color.hatch, lineWidth: 1, lineDash: [3, 2] } };
  }
  const box = { type: 'rect', silent: true, shape: { x, y: y - 6, width: 16, height: 12 }, style };
  if (!entry.hatch) return box;
  const strokes = [4, 9, 14].map((dx) => ({
    type: 'line', silent: true, shape: { x1: x + dx - 4, y1: y + 6, x2: x + dx + 2, y2: y - 6 },
    style: { stroke: color.hatch, lineWidth: 1 },
  }));
  return { type: 'group', silent: true, children: [box, ...strokes] };
}

// FigureSpec → picture: the same code in QuickJS when the report is built, and in the reader's browser.

import { BarChart, CustomChart, ScatterChart } from 'echarts/charts';
import { GraphicComponent, GridComponent, MarkAreaComponent, MarkLineComponent, TooltipComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import { LabelLayout } from 'echarts/features';
import { CanvasRenderer, SVGRenderer } from 'echarts/renderers';

import { drawing } from './kinds.js';
import { escaped } from './text.js';
import { color } from './tokens.js';

use([
  BarChart, CustomChart, ScatterChart, GraphicComponent, GridComponent, MarkAreaComponent, MarkLineComponent, TooltipComponent,
  LabelLayout, SVGRenderer, CanvasRenderer,
]);

const MANY_MARKS = 500;

/** SVG text of a figure, without a browser. */
function svg(json, width) {
  const { option, height } = drawing(JSON.parse(json), width);
  const chart = init(null, null, { renderer: 'svg', ssr: true, width, height });
  chart.setOption({ ...option, tooltip: { show: false } });
  const drawn = chart.renderToSVGString();
  chart.dispose();
  // QuickJS-ng cannot hand over a rope string, joining makes it flat
  return [drawn].join('');
}

/** Draw a figure into `element`, live, and let it follow the width of the page. */
function mount(element, spec) {
  const renderer = spec.rows.length > MANY_MARKS ? 'canvas' : 'svg';
  // what is drawn on canvas keeps its light colours on a dark page
  if (renderer === 'canvas') element.style.background = color.paper;
  const chart = init(element, null, { renderer, width: element.clientWidth, height: 10 });
  const fit = () => {
    const width = element.clientWidth;
    if (!width) return;
    const { option, height } = drawing(spec, width);
    element.style.height = `${height}px`;
    chart.resize({ width, height });
    chart.setOption({ ...option, tooltip: tooltip(spec) }, true);
  };
  fit();
  chart.on('click', (point) => {
    if (point.data && point.data.link) location.hash = point.data.link;
  });
  new ResizeObserver(fit).observe(element);
  return chart;
}

function tooltip(spec) {
  return {
    trigger: 'item', confine: true, className: 'tip', borderWidth: 0, backgroundColor: 'transparent', padding: 0,
    formatter: ({ data }) => (data && data.row !== undefined ? tip(spec, data.row) : ''),
  };
}

function tip(spec, row) {
  const lines = spec.columns.map((column, index) => (
    `<tr><th>${escaped(column)}</th><td>${escaped(spec.shown[row][index])}</td></tr>`
  ));
  return `<table>${lines.join('')}</table>`;
}

globalThis.wenhengCharts = { svg, mount };

// Draws how fresh the session was; the timeline below says the same in words.
const LIBRARY = document.querySelector('script[src*="dashboard.js"]').src.replace(/dashboard\.js.*$/, 'uplot.js');
let chart;

function draw() {
  const place = document.getElementById('freshness');
  if (!place || place.childElementCount > 0) return;
  chart?.destroy();
  const [times, hours] = JSON.parse(place.dataset.series);
  const style = getComputedStyle(document.documentElement);
  const colour = (name) => style.getPropertyValue(name).trim();
  const axis = { stroke: colour('--quiet'), grid: { stroke: colour('--line'), width: 1 }, ticks: { stroke: colour('--line') } };
  chart = new uPlot({
    width: place.clientWidth,
    height: 220,
    cursor: { show: false },
    legend: { show: false },
    scales: { y: { range: (_, __, most) => [0, Math.max(1, most)] } },
    axes: [axis, { ...axis, label: place.dataset.hours, labelSize: 24 }],
    series: [{}, { stroke: colour('--accent'), fill: colour('--accent-soft'), width: 2, spanGaps: false }],
  }, [times, hours], place);
}

const script = document.createElement('script');
script.src = LIBRARY;
script.addEventListener('load', draw);
document.head.append(script);
document.addEventListener('htmx:afterSettle', () => globalThis.uPlot && draw());
addEventListener('resize', () => {
  const place = document.getElementById('freshness');
  if (chart && place) chart.setSize({ width: place.clientWidth, height: 220 });
});
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
  document.getElementById('freshness')?.replaceChildren();
  draw();
});

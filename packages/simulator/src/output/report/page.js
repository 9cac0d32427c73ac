// Runs in the report's page, after uPlot; its data stand in the page as JSON.
const { seconds, plots } = JSON.parse(document.getElementById("data").textContent);
const dark = matchMedia("(prefers-color-scheme: dark)");
const [timeUnit, timeSeconds] = timeScale(seconds);
const drawn = [];

for (const [index, section] of [...document.querySelectorAll(".plot")].entries())
  prepare(section, plots[index]);
dark.addEventListener("change", drawAll);
let resizing = 0;
addEventListener("resize", () => {
  clearTimeout(resizing);
  resizing = setTimeout(drawAll, 100);
});
drawAll();

function prepare(section, plot) {
  const state = { section, plot, isLog: false, chart: undefined };
  drawn.push(state);
  const [log, whole] = section.querySelectorAll("button");
  log.disabled = !plot.y.some((value) => value > 0);
  log.addEventListener("click", () => {
    state.isLog = !state.isLog;
    log.setAttribute("aria-pressed", `${state.isLog}`);
    draw(state);
  });
  whole.addEventListener("click", () => draw(state));
}

function drawAll() {
  for (const state of drawn) draw(state);
}

function draw(state) {
  const { section, plot, isLog } = state;
  const target = section.querySelector(".chart");
  const output = section.querySelector("output");
  const style = getComputedStyle(document.documentElement);
  const ink = (name) => style.getPropertyValue(name).trim();
  const axis = {
    stroke: ink("--soft"),
    grid: { stroke: ink("--rule"), width: 1 },
    ticks: { stroke: ink("--rule"), width: 1 },
    font: "12px system-ui",
  };
  const x = plot.x.map((each) => each / timeSeconds);
  const y = isLog ? plot.y.map((value) => (value > 0 ? value : null)) : plot.y;
  state.chart?.destroy();
  state.chart = new uPlot(
    {
      width: Math.max(200, target.clientWidth),
      height: 220,
      legend: { show: false },
      cursor: { sync: { key: "run" }, drag: { x: true, y: false } },
      scales: { x: { time: false }, y: { distr: isLog ? 3 : 1 } },
      axes: [
        { ...axis, values: (_, ticks) => ticks.map((tick) => `${shorten(tick)} ${timeUnit}`) },
        {
          ...axis,
          size: 62,
          values: (_, ticks) => ticks.map((tick) => (tick === null ? "" : shorten(tick))),
        },
      ],
      series: [{}, { stroke: ink("--accent"), width: 1.5, points: { show: x.length < 60 } }],
      hooks: {
        setCursor: [
          (chart) => {
            const at = chart.cursor.idx;
            output.textContent =
              at === null || at === undefined
                ? ""
                : `${shorten(x[at])} ${timeUnit}: ${plot.y[at].toLocaleString("en", { maximumSignificantDigits: 12 })} ${plot.label}`;
          },
        ],
      },
    },
    [x, y],
    target,
  );
}

/** Years for decades, minutes for an hour. */
function timeScale(length) {
  const units = [
    ["years", 31536000],
    ["days", 86400],
    ["hours", 3600],
    ["minutes", 60],
  ];
  return units.find(([, size]) => length >= 3 * size) ?? ["seconds", 1];
}

function shorten(value) {
  return value.toLocaleString("en", {
    notation: Math.abs(value) >= 10000 ? "compact" : "standard",
    maximumSignificantDigits: 5,
  });
}

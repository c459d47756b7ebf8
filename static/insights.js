// The owner's one large chart: stores over months. Small charts come drawn from the server.
"use strict";

document.addEventListener("DOMContentLoaded", () => {
  const box = document.getElementById("comparison-chart");
  const { months, stores } = JSON.parse(document.getElementById("comparison").textContent);
  const theme = getComputedStyle(document.documentElement);
  const colour = (name) => theme.getPropertyValue(name).trim();
  const chart = echarts.init(box, null, { renderer: "svg" });
  chart.setOption({
    animation: !window.matchMedia("(prefers-reduced-motion: reduce)").matches,
    textStyle: { fontFamily: theme.getPropertyValue("--bs-body-font-family"), color: colour("--ink") },
    // Dark enough on white, and apart from each other also where red and green look alike.
    color: ["#245c4f", "#b45309", "#2563a8", "#a21f5c", "#5b4aa0", "#0f7d8c", "#7a5c1e", "#475569", "#8c2f1b", "#3f6212"],
    // A tooltip of HTML would need inline styles, which the content security policy forbids.
    tooltip: { trigger: "axis", renderMode: "richText", valueFormatter: (value) => (value == null ? "—" : `${value}%`) },
    legend: { type: "scroll", bottom: 0 },
    grid: { left: 8, right: 16, top: 16, bottom: 40, containLabel: true },
    xAxis: { type: "category", data: months, boundaryGap: false },
    yAxis: { type: "value", min: 0, axisLabel: { formatter: "{value}%" }, splitLine: { lineStyle: { color: colour("--line") } } },
    series: stores.map(({ name, values }) => ({ name, type: "line", data: values, symbolSize: 6 })),
  });
  window.addEventListener("resize", () => chart.resize());
});

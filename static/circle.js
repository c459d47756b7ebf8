// The circle around a customer (AR-17). The table below it says the same without a picture.
"use strict";

function draw() {
  const box = document.getElementById("circle-chart");
  const { nodes, links, categories } = JSON.parse(document.getElementById("circle").textContent);
  const theme = getComputedStyle(document.documentElement);
  const colour = (name) => theme.getPropertyValue(name).trim();
  const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  const chart = echarts.init(box, null, { renderer: "svg" });
  const isNarrow = box.clientWidth < 576;
  const isCrowded = nodes.length > 12;
  const hasRoom = nodes.length <= (isNarrow ? 3 : 12); // else words would lie upon each other: they come with a touch
  const looks = [
    { itemStyle: { color: "#245c4f" }, symbol: "circle", symbolSize: isCrowded ? 32 : 44 },
    { itemStyle: { color: "#2563a8" }, symbol: "circle", symbolSize: isCrowded ? 18 : 30 },
    { itemStyle: { color: "#b45309" }, symbol: "diamond", symbolSize: isCrowded ? 20 : 30 }, // another shape: read without colour too
  ];
  chart.setOption({
    animation: !still,
    textStyle: { fontFamily: theme.getPropertyValue("--bs-body-font-family"), color: colour("--ink") },
    // A tooltip of HTML would need inline styles, which the content security policy forbids.
    tooltip: {
      renderMode: "richText",
      formatter: ({ data }) => data.words || `${data.name} ${data.tier}`,
    },
    legend: { top: 0, data: categories },
    series: [
      {
        type: "graph",
        layout: "force",
        force: {
          repulsion: isCrowded ? 150 : 500,
          edgeLength: isCrowded ? (isNarrow ? 40 : 70) : 140, // words on a line need their length
          gravity: isNarrow ? 0.3 : 0.1,
          layoutAnimation: !still,
        },
        roam: true,
        scaleLimit: { min: 0.5, max: 3 },
        top: 48,
        bottom: 24,
        categories: categories.map((name, i) => ({ name, ...looks[i] })),
        data: nodes.map((node) => ({ ...node, ...looks[node.category] })),
        links: links.map((link) => ({
          ...link,
          symbol: ["none", link.kind === "sent" ? "arrow" : "none"],
          lineStyle: { type: link.kind === "home" ? "dotted" : "solid", color: colour("--ink-soft") },
          label: { show: hasRoom, formatter: link.words, fontSize: 11 },
          emphasis: { label: { show: true } },
        })),
        label: { show: true, position: "bottom", color: colour("--ink") },
        emphasis: { focus: "adjacency" },
      },
    ],
  });
  chart.on("click", ({ data }) => data.url && window.location.assign(data.url));
  window.addEventListener("resize", () => chart.resize());
}

// What draws weighs more than all the rest: a phone fetches it when the picture is asked for.
document.addEventListener("DOMContentLoaded", () => {
  const box = document.getElementById("circle-chart"), button = document.getElementById("circle-ask");
  const fetchAndDraw = () => {
    const charts = document.createElement("script");
    charts.src = box.dataset.charts;
    charts.addEventListener("load", draw);
    document.head.append(charts);
  };
  if (!window.matchMedia("(max-width: 575.98px)").matches) return fetchAndDraw();
  box.hidden = true;
  button.hidden = false;
  button.addEventListener("click", () => {
    button.hidden = true;
    box.hidden = false;
    fetchAndDraw();
  });
});

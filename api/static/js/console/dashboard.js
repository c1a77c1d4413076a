// Draws each chart from the table beside it, so that the figures exist once. Without scripts the tables remain.
// @ts-nocheck — Chart is a global of the library's own script
(function () {
  "use strict";
  if (typeof Chart === "undefined") return;
  const style = getComputedStyle(document.documentElement);
  const colour = (name) => style.getPropertyValue(name).trim();
  const palette = ["--ink", "--pass", "--unknown", "--evidence"].map(colour);
  Chart.defaults.color = colour("--ink-soft");
  Chart.defaults.borderColor = colour("--line");
  Chart.defaults.font.family = colour("--sans");
  Chart.defaults.animation = false;
  Chart.defaults.maintainAspectRatio = false;

  for (const canvas of document.querySelectorAll("canvas[data-chart]")) {
    const table = canvas.closest("section").querySelector("table");
    const heads = [...table.tHead.rows[0].cells].slice(1).map((cell) => cell.textContent.trim());
    const rows = [...table.tBodies[0].rows];
    const labels = rows.map((row) => row.cells[0].textContent.trim());
    const numbers = (column) => rows.map((row) => Number(row.cells[column + 1].textContent));
    const short = (text) => (text.length > 10 ? `${text.slice(0, 9)}…` : text); // the table has it whole
    const line = canvas.dataset.chart === "line";
    canvas.parentElement.hidden = false;
    new Chart(canvas, {
      type: canvas.dataset.chart,
      data: {
        labels: line ? labels.map((day) => day.slice(5)) : labels.map(short),
        datasets: heads.map((head, column) => ({
          label: head,
          data: numbers(column),
          borderColor: palette[column],
          backgroundColor: line ? palette[column] : colour("--pine-fill"),
          maxBarThickness: 28,
          pointStyle: ["star", "circle", "rect", "triangle"][column],
          borderDash: [[1, 3], [], [6, 3], [2, 2]][column],
        })),
      },
      options: {
        indexAxis: line ? "x" : "y",
        plugins: { legend: { display: line, labels: { usePointStyle: true } } },
        scales: { [line ? "y" : "x"]: { beginAtZero: true, ticks: { precision: 0 } } },
      },
    });
  }
})();

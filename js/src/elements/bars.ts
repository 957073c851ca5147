// d3 is the chart library: SVG that prints, with no style elements and no canvas, 16 KB.
import { axisBottom } from "d3-axis";
import { scaleBand, scaleLinear } from "d3-scale";
import { select } from "d3-selection";
import { css, html, LitElement } from "lit";

import { count } from "./strings.js";
import { theme } from "./theme.js";

/** How many values a bar stands for. */
export interface Bar {
  n: number;
  /** Of a second kind, drawn hatched below the first; null where there is none. */
  open: number | null;
}

/** At most so many marks on the axis. */
const TICKS = 4;

/**
 * `<st-bars>`: bars from left to right, one below the other over its whole height, with an axis of counts beneath, drawn
 * by d3 as SVG: shapes are printed where backgrounds are not, and take no style attributes, which the page's policy
 * refuses. The names and numbers stand in the rows of the table it is placed in, so it is hidden from screen readers.
 */
export class StBars extends LitElement {
  static override properties = { bars: { attribute: false } };

  declare bars: readonly Bar[];
  readonly #resized = new ResizeObserver(() => this.#draw());

  constructor() {
    super();
    this.bars = [];
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#resized.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#resized.disconnect();
  }

  protected override render() {
    return html`<svg aria-hidden="true"><defs><pattern id="hatched" width="4" height="4" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="2" height="4"></rect></pattern></defs><g class="axis"></g><g class="bars"></g></svg>`;
  }

  protected override updated(): void {
    this.#draw();
  }

  #draw(): void {
    const { clientWidth: width, clientHeight: height, bars } = this;
    if (width === 0 || height === 0) return;
    const most = Math.max(1, ...bars.flatMap(({ n, open }) => [n, open ?? 0]));
    // Room for half of the last label.
    const x = scaleLinear()
      .domain([0, most])
      .range([0, width - 12]);
    const y = scaleBand<number>().domain(bars.keys()).range([0, height]).paddingInner(0.25).paddingOuter(0.125);
    const two = bars.some(({ open }) => open !== null);
    const svg = select(this.renderRoot.querySelector("svg"));
    svg.attr("width", width).attr("height", height);
    const whole = x.ticks(Math.min(TICKS, most)).filter(Number.isInteger);
    const axis = axisBottom(x)
      .tickValues(whole)
      .tickFormat((n) => count(n.valueOf()))
      .tickSizeInner(-height)
      .tickSizeOuter(0)
      .tickPadding(4);
    svg.select<SVGGElement>(".axis").attr("transform", `translate(0,${height})`).call(axis);
    const shapes = bars.flatMap(({ n, open }, row) => [
      { kind: "wall", n, from: y(row) ?? 0, part: two ? 0.6 : 1 },
      ...(open === null ? [] : [{ kind: "open", n: open, from: (y(row) ?? 0) + 0.6 * y.bandwidth(), part: 0.4 }]),
    ]);
    svg
      .select(".bars")
      .selectAll("rect")
      .data(shapes)
      .join("rect")
      .attr("class", ({ kind }) => kind)
      .attr("y", ({ from }) => from)
      .attr("height", ({ part }) => part * y.bandwidth())
      .attr("width", ({ n }) => x(n))
      .attr("fill", ({ kind }) => (kind === "open" ? "url(#hatched)" : "currentColor"));
  }

  static override styles = [
    theme,
    css`
    :host { display: block; color: var(--_ink); }
    svg { display: block; overflow: visible; }
    .bars rect, pattern rect { shape-rendering: crispEdges; }
    pattern rect { fill: var(--_accent); }
    .open { stroke: var(--_accent); }
    .open[width='0'] { stroke: none; }
    .axis path { stroke: none; }
    .axis line { stroke: var(--_rule); }
    .axis .tick:first-of-type line { stroke: var(--_edge); }
    .axis text { fill: var(--_quiet); font: 0.6875rem var(--_sans); }
    @media (forced-colors: active) {
      :host { color: CanvasText; }
      pattern rect { fill: CanvasText; }
      .open, .axis line { stroke: CanvasText; }
      .axis text { fill: CanvasText; }
    }
  `,
  ];
}

import type { Builder } from '@grafana/grafana-foundation-sdk/cog'
import {
  BigValueColorMode,
  BigValueGraphMode,
  GraphDrawStyle,
  LegendDisplayMode,
  LegendPlacement,
  ReduceDataOptionsBuilder,
  StackingConfigBuilder,
  StackingMode,
  TooltipDisplayMode,
  VisibilityMode,
  VizLegendOptionsBuilder,
  VizTooltipOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common'
import {
  type Panel,
  RowBuilder,
  type Threshold,
  ThresholdsConfigBuilder,
  ThresholdsMode,
} from '@grafana/grafana-foundation-sdk/dashboard'
import { DataqueryBuilder, PromQueryFormat } from '@grafana/grafana-foundation-sdk/prometheus'
import { PanelBuilder as StatBuilder } from '@grafana/grafana-foundation-sdk/stat'
import { PanelBuilder as TableBuilder } from '@grafana/grafana-foundation-sdk/table'
import { PanelBuilder as TimeseriesBuilder } from '@grafana/grafana-foundation-sdk/timeseries'

/** A line of a panel: what Prometheus is asked, and how its series are called. */
export interface Query {
  readonly expression: string
  /** With `{{label}}` for what tells the series apart. */
  readonly legend: string
}

/** What every panel says of itself. */
export interface PanelText {
  readonly title: string
  /** What it shows, what is normal, what to do when it is not. */
  readonly description: string
}

/** Grafana's own names. */
export type Unit = 'short' | 's' | 'bytes' | 'percentunit' | 'cps'

export interface SeriesPanel extends PanelText {
  readonly unit: Unit
  readonly queries: readonly Query[]
  /** Of the 24 columns; default 8, three in a line. */
  readonly columns?: 8 | 12 | 24
  /** `lines` by default; `stacked` where the sum means something, `bars` for counts per interval. */
  readonly shape?: 'lines' | 'stacked' | 'bars'
}

export interface FigurePanel extends PanelText {
  readonly unit: Unit
  readonly query: Query
  /** From these values on the figure turns amber, red. Without, it stays neutral. */
  readonly warnFrom?: number
  readonly criticalFrom?: number
  /** Set when a low value is the bad one: red below it, green from it on. */
  readonly goodFrom?: number
}

export interface LabelsPanel extends PanelText {
  readonly expression: string
  readonly columns?: 8 | 24
}

/** The data source chosen at the top of the dashboard. */
export const DATA_SOURCE = { type: 'prometheus', uid: `\${datasource}` } as const

const SERIES_HEIGHT = 8
const FIGURE_HEIGHT = 4
const WIDE_TABLE_HEIGHT = 5
const FIGURE_COLUMNS = 4

export const row = (title: string): RowBuilder => new RowBuilder(title)

/** Values over time. */
export function series(panel: SeriesPanel): Builder<Panel> {
  const { shape = 'lines' } = panel
  const builder = new TimeseriesBuilder()
    .title(panel.title)
    .description(panel.description)
    .datasource(DATA_SOURCE)
    .unit(panel.unit)
    .min(0)
    .span(panel.columns ?? 8)
    .height(SERIES_HEIGHT)
    .lineWidth(1)
    .fillOpacity(shape === 'lines' ? 8 : 60)
    .showPoints(VisibilityMode.Never)
    .legend(
      new VizLegendOptionsBuilder()
        .showLegend(true)
        .displayMode(LegendDisplayMode.Table)
        .placement(LegendPlacement.Bottom)
        .calcs(['lastNotNull', 'max']),
    )
    .tooltip(new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi))
    .targets(panel.queries.map((query, index) => rangeQuery(query, index)))
  if (shape !== 'lines') builder.stacking(new StackingConfigBuilder().mode(StackingMode.Normal))
  // A bar counts what lies in it; in bars narrower than this the windows would overlap and count it several times.
  if (shape === 'bars') builder.drawStyle(GraphDrawStyle.Bars).interval('1m')
  return builder
}

/** One large number: how it stands now. */
export function figure(panel: FigurePanel): Builder<Panel> {
  const builder = new StatBuilder()
    .title(panel.title)
    .description(panel.description)
    .datasource(DATA_SOURCE)
    .unit(panel.unit)
    .span(FIGURE_COLUMNS)
    .height(FIGURE_HEIGHT)
    .noValue('–')
    .colorMode(BigValueColorMode.Value)
    .graphMode(BigValueGraphMode.Area)
    .reduceOptions(new ReduceDataOptionsBuilder().calcs(['lastNotNull']))
    .thresholds(new ThresholdsConfigBuilder().mode(ThresholdsMode.Absolute).steps(steps(panel)))
    .targets([rangeQuery(panel.query, 0)])
  // Prometheus extrapolates counts: three dead letters may come out as 3.02.
  return panel.unit === 'short' ? builder.decimals(0) : builder
}

/** A table of the labels of the series that are there now. */
export function labels(panel: LabelsPanel): Builder<Panel> {
  return new TableBuilder()
    .title(panel.title)
    .description(panel.description)
    .datasource(DATA_SOURCE)
    .span(panel.columns ?? 8)
    .height(panel.columns === 24 ? WIDE_TABLE_HEIGHT : SERIES_HEIGHT)
    .noValue('–')
    .targets([
      new DataqueryBuilder()
        .refId('A')
        .datasource(DATA_SOURCE)
        .expr(panel.expression)
        .format(PromQueryFormat.Table)
        .instant(),
    ])
    .withTransformation({ id: 'organize', options: { excludeByName: { Time: true, Value: true } } })
}

function rangeQuery({ expression, legend }: Query, index: number): DataqueryBuilder {
  return new DataqueryBuilder()
    .refId(String.fromCharCode('A'.charCodeAt(0) + index))
    .datasource(DATA_SOURCE)
    .expr(expression)
    .legendFormat(legend)
    .range()
}

function steps({ warnFrom, criticalFrom, goodFrom }: FigurePanel): Threshold[] {
  if (goodFrom !== undefined) return [step('red', null), step('green', goodFrom)]
  if (warnFrom === undefined && criticalFrom === undefined) return [step('text', null)]
  return [
    step('green', null),
    ...(warnFrom === undefined ? [] : [step('orange', warnFrom)]),
    ...(criticalFrom === undefined ? [] : [step('red', criticalFrom)]),
  ]
}

const step = (color: string, value: number | null): Threshold => ({ color, value })

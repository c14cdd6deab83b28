// Only the parts in use: the whole library is five times as large.
import { CustomChart, HeatmapChart, LineChart, ScatterChart } from 'echarts/charts'
import { GridComponent, MarkLineComponent, TooltipComponent, VisualMapComponent } from 'echarts/components'
import { init, use as register, type EChartsCoreOption, type EChartsType } from 'echarts/core'
import { CanvasRenderer, SVGRenderer } from 'echarts/renderers'

register([
  LineChart,
  HeatmapChart,
  ScatterChart,
  CustomChart,
  GridComponent,
  TooltipComponent,
  VisualMapComponent,
  MarkLineComponent,
  CanvasRenderer,
  SVGRenderer,
])

export { init, type EChartsCoreOption, type EChartsType }

/** A chart as SVG, drawn off screen; `title` is its accessible name. */
export function svgOf(option: EChartsCoreOption, title: string, size = { width: 900, height: 560 }): string {
  const chart = init(null, null, { renderer: 'svg', ssr: true, ...size })
  chart.setOption(option)
  const text = chart.renderToSVGString()
  chart.dispose()
  const name = title.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
  return text.replace(/^(<svg[^>]*>)/, `$1<title>${name}</title>`)
}

let warm = false

/**
 * Draws a small off-screen chart once, so that the browser compiles the library while idle and not when Run was
 * pressed and the first point is due.
 */
export function warmUp(): void {
  if (warm) return
  warm = true
  const later =
    typeof requestIdleCallback === 'function' ? requestIdleCallback : (work: () => void) => setTimeout(work, 50)
  later(() => {
    const host = document.createElement('div')
    const chart = init(host, null, { renderer: 'canvas', width: 600, height: 300 })
    const line = {
      type: 'line',
      stack: 'a',
      areaStyle: {},
      showSymbol: true,
      data: [
        [1, 0],
        [2, 1],
        [3, 2],
      ],
    }
    for (const last of [2, 3]) {
      chart.setOption(
        {
          animation: false,
          tooltip: { trigger: 'axis' },
          xAxis: { type: 'value', name: 'x', max: last },
          yAxis: { type: 'value', name: 'y' },
          series: [line, { ...line, stack: undefined }],
        },
        { notMerge: true, lazyUpdate: false },
      )
    }
    chart.getDataURL({ type: 'png' })
    chart.dispose()
  })
}

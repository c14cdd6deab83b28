// Only the parts that are drawn: the library as a whole is five times as big.
import { HeatmapChart, LineChart, ScatterChart } from 'echarts/charts'
import { GridComponent, MarkLineComponent, TooltipComponent, VisualMapComponent } from 'echarts/components'
import { init, use as register, type EChartsCoreOption, type EChartsType } from 'echarts/core'
import { CanvasRenderer } from 'echarts/renderers'

register([LineChart, HeatmapChart, ScatterChart, GridComponent, TooltipComponent, VisualMapComponent, MarkLineComponent, CanvasRenderer])

export { init, type EChartsCoreOption, type EChartsType }

import type { RefObject } from 'react'
import { Button, CopyButton, Menu } from '@mantine/core'
import {
  IconBookmark,
  IconCheck,
  IconDownload,
  IconFileCode,
  IconFileText,
  IconPhoto,
  IconTerminal2,
  IconVectorSpline,
} from '@tabler/icons-react'
import { labCommand, type LabInput, type LabRunView } from '../../../../main/contract/simulator.ts'
import { asProblem } from '../../../client/problem.ts'
import { saveFile, saveText } from '../../../client/save-file.ts'
import { useClient } from '../../../client/provider.tsx'
import { useAction } from '../../../client/queries.ts'
import type { ChartTheme } from '../../../components/charts/chart-theme.ts'
import { notifyDone, notifyProblem } from '../../../components/feedback/notify.tsx'
import { useText } from '../../../hooks/use-text.ts'
import { svgOf, type EChartsCoreOption, type EChartsType } from '../charts/echarts.ts'
import { pictureOf } from '../charts/picture.ts'
import type { LabSeries } from './lab-option.ts'

interface LabToolsProps {
  title: string
  /** Name of the line whose run is saved and exported. */
  name: string
  view: LabRunView
  input: LabInput
  /** Null if no chart is shown. */
  chart: RefObject<EChartsType | null> | null
  option: EChartsCoreOption | null
  series: readonly LabSeries[]
  theme: ChartTheme
}

/** Saves the run of the line that is picked, exports it or the figure, and copies the command that runs the same. */
export function LabTools({ title, name, view, input, chart, option, series, theme }: LabToolsProps) {
  const { t, i18n } = useText()
  const client = useClient()
  const save = useAction((api, to: string) => api.simulator.labs.save({ run: view.run, name: to }), {
    invalidates: ['simulator'],
    then: (row) => notifyDone(t('simulator:save.done', { name: row.name })),
  })
  const failed = (error: unknown): void => notifyProblem(asProblem(error), t, i18n.language)
  const base = `hyoban-${view.input.lab}-seed${view.input.seed}`
  const file = (format: 'json' | 'csv'): void => {
    client.simulator.labs
      .export({ run: view.run, format })
      .then((exported) => saveText(exported.name, exported.text, exported.type), failed)
  }
  const picture = (): void => {
    const shown = chart?.current
    if (!shown) return
    const provenance = JSON.stringify({ program: 'hyoban', version: view.version, command: labCommand(input) })
    const legend = series.map((one) => ({ name: one.name, style: one.style }))
    pictureOf(shown, title, legend, theme, provenance).then(
      (bytes) => saveFile(`${base}.png`, new Blob([bytes], { type: 'image/png' })),
      failed,
    )
  }
  const items = [
    ['png', IconPhoto, picture, !chart],
    ['svg', IconVectorSpline, () => option && saveText(`${base}.svg`, svgOf(option, title), 'image/svg+xml'), !option],
    ['csv', IconFileText, () => file('csv'), false],
    ['json', IconFileCode, () => file('json'), false],
  ] as const
  return (
    <>
      <Button
        variant="default"
        leftSection={<IconBookmark size={15} aria-hidden />}
        loading={save.isPending}
        onClick={() => save.mutate(`${title}: ${name}`.slice(0, 120))}
        data-testid="save-line"
      >
        {t('simulator:save.open')}
      </Button>
      <CopyButton value={labCommand(input)}>
        {({ copied, copy }) => (
          <Button
            variant="default"
            leftSection={copied ? <IconCheck size={15} aria-hidden /> : <IconTerminal2 size={15} aria-hidden />}
            onClick={copy}
            data-testid="copy-command"
            data-command={labCommand(input)}
          >
            {copied ? t('laboratory:tools.copied') : t('laboratory:tools.copy')}
          </Button>
        )}
      </CopyButton>
      <Menu width={230}>
        <Menu.Target>
          <Button variant="default" leftSection={<IconDownload size={15} aria-hidden />} data-testid="lab-export">
            {t('simulator:export.menu')}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {items.map(([format, Icon, act, off]) => (
            <Menu.Item
              key={format}
              leftSection={<Icon size={15} aria-hidden />}
              disabled={off}
              onClick={() => void act()}
              data-testid={`lab-export-${format}`}
            >
              {t(`simulator:export.${format}`)}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
    </>
  )
}

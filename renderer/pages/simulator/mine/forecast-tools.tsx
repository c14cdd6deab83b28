import type { RefObject } from 'react'
import { Button, CopyButton, Menu } from '@mantine/core'
import {
  IconCheck,
  IconDownload,
  IconFileCode,
  IconFileText,
  IconPhoto,
  IconTerminal2,
  IconVectorSpline,
} from '@tabler/icons-react'
import { asProblem } from '../../../client/problem.ts'
import { useClient } from '../../../client/provider.tsx'
import { useInfo } from '../../../client/queries.ts'
import { saveFile, saveText } from '../../../client/save-file.ts'
import type { ChartTheme } from '../../../components/charts/chart-theme.ts'
import { notifyProblem } from '../../../components/feedback/notify.tsx'
import { useText } from '../../../hooks/use-text.ts'
import { svgOf, type EChartsCoreOption, type EChartsType } from '../charts/echarts.ts'
import { pictureOf } from '../charts/picture.ts'
import type { ForecastLine } from './forecast-option.ts'
import { mineCommand } from './mine-store.ts'

interface ForecastToolsProps {
  title: string
  lines: readonly ForecastLine[]
  /** Null if no chart is shown. */
  chart: RefObject<EChartsType | null> | null
  option: EChartsCoreOption
  theme: ChartTheme
}

/** Exports the figure or its last line, and copies the command that computes the same. */
export function ForecastTools({ title, lines, chart, option, theme }: ForecastToolsProps) {
  const { t, i18n } = useText()
  const client = useClient()
  const info = useInfo()
  const line = lines.at(-1)
  if (!line) return null
  const { view } = line
  const command = mineCommand(view.input, info.data?.dataDir)
  const base = `hyoban-mine-seed${view.input.seed}`
  const failed = (error: unknown): void => notifyProblem(asProblem(error), t, i18n.language)
  const file = (format: 'json' | 'csv'): void => {
    client.simulator.mine
      .export({ run: view.run, format })
      .then((exported) => saveText(exported.name, exported.text, exported.type), failed)
  }
  const picture = (): void => {
    const shown = chart?.current
    if (!shown) return
    // not the command, which names a folder of this computer
    const provenance = JSON.stringify({ program: 'hyoban', version: view.version, request: view.input })
    pictureOf(shown, title, lines, theme, provenance).then(
      (bytes) => saveFile(`${base}.png`, new Blob([bytes], { type: 'image/png' })),
      failed,
    )
  }
  const items = [
    ['png', IconPhoto, picture, !chart],
    ['svg', IconVectorSpline, () => saveText(`${base}.svg`, svgOf(option, title), 'image/svg+xml'), false],
    ['csv', IconFileText, () => file('csv'), false],
    ['json', IconFileCode, () => file('json'), false],
  ] as const
  return (
    <>
      <CopyButton value={command}>
        {({ copied, copy }) => (
          <Button
            variant="default"
            leftSection={copied ? <IconCheck size={15} aria-hidden /> : <IconTerminal2 size={15} aria-hidden />}
            onClick={copy}
            data-testid="mine-command"
            data-command={command}
          >
            {copied ? t('laboratory:tools.copied') : t('laboratory:tools.copy')}
          </Button>
        )}
      </CopyButton>
      <Menu width={230}>
        <Menu.Target>
          <Button variant="default" leftSection={<IconDownload size={15} aria-hidden />} data-testid="mine-export">
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
              data-testid={`mine-export-${format}`}
            >
              {t(`simulator:export.${format}`)}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
    </>
  )
}

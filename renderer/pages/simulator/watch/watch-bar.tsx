import { Button, SegmentedControl, Slider } from '@mantine/core'
import { IconPlayerPause, IconPlayerPlay, IconPlayerSkipForward, IconRotate } from '@tabler/icons-react'
import { IDENTITY_POLICIES } from '../../../../main/contract/simulator.ts'
import { useFormat } from '../../../hooks/use-format.ts'
import { useText } from '../../../hooks/use-text.ts'
import { simulatorStore, useDraft } from '../simulator-store.ts'
import { useSimulatorTexts } from '../simulator-texts.ts'
import type { WatchSession, WatchState } from './watch-session.ts'
import shared from '../simulator.module.css'
import classes from './watch.module.css'

/** Transactions per second at the ends of the logarithmic slider. */
const SPEEDS = { min: 10, max: 40_000 }
const STEPS = 120
const speedAt = (place: number): number =>
  Number((SPEEDS.min * (SPEEDS.max / SPEEDS.min) ** (place / STEPS)).toPrecision(2))

/** Initial place of the speed slider. */
export const DEFAULT_PLACE = 68

interface WatchBarProps {
  frame: NonNullable<WatchState['frame']>
  /** Place of the speed slider, 0 to STEPS. */
  place: number
  onPlace: (place: number) => void
  onSteer: (steering: Parameters<WatchSession['steer']>[1]) => void
  onRestart: () => void
}

/** Controls of a watched run: play, step, restart, speed, and the identity policy. */
export function WatchBar({ frame, place, onPlace, onSteer, onRestart }: WatchBarProps) {
  const { t } = useText()
  const texts = useSimulatorTexts()
  const format = useFormat()
  const { watchIdentity } = useDraft()
  const speed = speedAt(place)
  const finished = frame.transaction >= frame.transactions
  return (
    <div className={classes.watchBar}>
      <Button
        size="sm"
        onClick={() => (finished ? onRestart() : onSteer({ play: !frame.playing, speed }))}
        data-testid="watch-play"
        data-playing={frame.playing}
        w={124}
        leftSection={
          finished ? (
            <IconRotate size={16} aria-hidden />
          ) : frame.playing ? (
            <IconPlayerPause size={16} aria-hidden />
          ) : (
            <IconPlayerPlay size={16} aria-hidden />
          )
        }
      >
        {finished
          ? t('simulator:watch.restart')
          : frame.playing
            ? t('simulator:watch.pause')
            : t('simulator:watch.play')}
      </Button>
      <Button.Group>
        <Button
          size="sm"
          variant="default"
          onClick={() => onSteer({ step: 1 })}
          disabled={finished}
          leftSection={<IconPlayerSkipForward size={14} aria-hidden />}
          data-testid="watch-step"
        >
          {t('simulator:watch.step')}
        </Button>
        <Button
          size="sm"
          variant="default"
          onClick={() => onSteer({ step: 100 })}
          disabled={finished}
          data-testid="watch-step-100"
        >
          {t('simulator:watch.step100')}
        </Button>
      </Button.Group>
      {!finished && (
        <Button
          size="sm"
          variant="default"
          onClick={onRestart}
          leftSection={<IconRotate size={15} aria-hidden />}
          data-testid="watch-restart"
        >
          {t('simulator:watch.restart')}
        </Button>
      )}
      <div className={classes.speed}>
        <span className={shared.small} id="watch-speed">
          {t('simulator:watch.speed')}: <b>{t('simulator:watch.speedValue', { value: format.number(speed) })}</b>
        </span>
        <Slider
          size="sm"
          min={0}
          max={STEPS}
          value={place}
          label={null}
          thumbLabel={t('simulator:watch.speed')}
          data-testid="watch-speed"
          onChange={(next) => {
            onPlace(next)
            onSteer({ speed: speedAt(next) })
          }}
        />
      </div>
      <SegmentedControl
        value={watchIdentity}
        onChange={(next) =>
          simulatorStore.change({ watchIdentity: IDENTITY_POLICIES.find((one) => one === next) ?? 'PI' })
        }
        aria-label={t('simulator:watch.rules')}
        data-testid="watch-identity"
        data={IDENTITY_POLICIES.map((policy) => ({ value: policy, label: texts.identity(policy) }))}
      />
    </div>
  )
}

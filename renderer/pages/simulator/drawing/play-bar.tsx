import type { KeyboardEvent, ReactNode } from 'react'
import { ActionIcon, Button, Slider } from '@mantine/core'
import {
  IconPlayerPause,
  IconPlayerPlay,
  IconPlayerSkipBack,
  IconPlayerSkipForward,
  IconPlayerTrackPrev,
} from '@tabler/icons-react'
import { useFormat } from '../../../hooks/use-format.ts'
import { useText } from '../../../hooks/use-text.ts'
import type { Player } from './player.ts'
import shared from '../simulator.module.css'
import classes from './drawing.module.css'

/** Places of the logarithmic slider. */
const PLACES = 60

interface PlayBarProps {
  player: Player
  /** Steps a second at the ends of the slider. */
  speeds: { min: number; max: number }
  /** What a step is, for instance "hops". */
  unit: string
  children?: ReactNode
}

/** Play, pause, step, rewind and speed of a drawing. */
export function PlayBar({ player, speeds, unit, children }: PlayBarProps) {
  const { t } = useText()
  const format = useFormat()
  const { playing, position, length } = player
  const span = Math.log(speeds.max / speeds.min)
  const place = Math.round((PLACES * Math.log(player.speed / speeds.min)) / span)
  return (
    <div className={classes.bar} role="group" aria-label={t('simulator:drawing.controls')}>
      <Button
        size="sm"
        w={112}
        onClick={() => player.toggle()}
        disabled={length === 0}
        data-testid="drawing-play"
        data-playing={playing}
        leftSection={playing ? <IconPlayerPause size={16} aria-hidden /> : <IconPlayerPlay size={16} aria-hidden />}
      >
        {playing ? t('simulator:watch.pause') : t('simulator:watch.play')}
      </Button>
      <ActionIcon.Group>
        <ActionIcon
          variant="default"
          size={36}
          onClick={() => {
            player.pause()
            player.seek(0)
          }}
          disabled={position === 0}
          aria-label={t('simulator:drawing.rewind')}
          title={t('simulator:drawing.rewind')}
          data-testid="drawing-rewind"
        >
          <IconPlayerTrackPrev size={16} aria-hidden />
        </ActionIcon>
        <ActionIcon
          variant="default"
          size={36}
          onClick={() => player.step(-1)}
          disabled={position === 0}
          aria-label={t('simulator:drawing.stepBack')}
          title={t('simulator:drawing.stepBack')}
          data-testid="drawing-back"
        >
          <IconPlayerSkipBack size={16} aria-hidden />
        </ActionIcon>
        <ActionIcon
          variant="default"
          size={36}
          onClick={() => player.step(1)}
          disabled={position >= length}
          aria-label={t('simulator:drawing.step')}
          title={t('simulator:drawing.step')}
          data-testid="drawing-step"
        >
          <IconPlayerSkipForward size={16} aria-hidden />
        </ActionIcon>
      </ActionIcon.Group>
      <div className={classes.speed}>
        <span className={shared.small}>
          {t('simulator:watch.speed')}:{' '}
          <b>
            {t('simulator:drawing.speedValue', { value: format.number(Number(player.speed.toPrecision(2))), unit })}
          </b>
        </span>
        <Slider
          size="sm"
          min={0}
          max={PLACES}
          value={place}
          label={null}
          thumbLabel={t('simulator:watch.speed')}
          data-testid="drawing-speed"
          onChange={(next) => player.setSpeed(speeds.min * Math.exp((span * next) / PLACES))}
        />
      </div>
      {children}
    </div>
  )
}

/** Space plays and pauses, arrows step, Home rewinds. */
export function steer(player: Player, event: KeyboardEvent): void {
  if (event.ctrlKey || event.metaKey || event.altKey) return
  if (event.key === ' ') player.toggle()
  else if (event.key === 'ArrowRight') player.step(1)
  else if (event.key === 'ArrowLeft') player.step(-1)
  else if (event.key === 'Home') {
    player.pause()
    player.seek(0)
  } else return
  event.preventDefault()
}

import { expect, it } from 'vitest'
import { Player } from '../../../renderer/pages/simulator/drawing/player.ts'

/** A screen that is refreshed by hand. */
function screen() {
  let next: ((now: number) => void) | undefined
  let now = 1000
  return {
    frames: {
      requestAnimationFrame: (draw: (now: number) => void) => {
        next = draw
        return 1
      },
      cancelAnimationFrame: () => {
        next = undefined
      },
    },
    /** Refreshes every 50 ms for so long. */
    run(ms: number) {
      for (const end = now + ms; now < end;) {
        now += 50
        const draw = next
        next = undefined
        draw?.(now)
      }
    },
  }
}

function made(length = 4, speed = 2) {
  const { frames, run } = screen()
  const player = new Player(frames, { length, speed })
  return { player, run }
}

it('plays as fast as it is set, and stops at the end', () => {
  const { player, run } = made()
  player.play()
  run(550)
  expect(player.position).toBeCloseTo(1)
  player.setSpeed(4)
  run(500)
  expect(player.position).toBeCloseTo(3)
  expect(player.playing).toBe(true)
  run(1000)
  expect([player.position, player.playing]).toEqual([4, false])
  player.play()
  expect(player.position).toBe(0)
})

it('steps to the ends of steps, and back to their beginnings', () => {
  const { player, run } = made()
  player.play()
  run(800)
  expect(player.position).toBeCloseTo(1.5)
  player.step(1)
  expect([player.position, player.playing]).toEqual([2, false])
  player.seek(1.5)
  player.step(-1)
  expect(player.position).toBe(1)
  player.step(-1)
  player.step(-1)
  expect(player.position).toBe(0)
  for (let i = 0; i < 9; i++) player.step(1)
  expect(player.position).toBe(4)
})

it('does not jump after a stall, and pauses where it is', () => {
  const { player, run } = made(1000, 10)
  player.play()
  run(100)
  const before = player.position
  run(50)
  player.pause()
  run(60_000)
  expect(player.position - before).toBeCloseTo(0.5)
  expect(player.playing).toBe(false)
})

it('tells of each whole step once, and of each movement', () => {
  const { player, run } = made()
  let told = 0
  const off = player.subscribe(() => told++)
  player.play()
  const { changes } = player
  run(450)
  expect(told).toBe(10)
  expect(player.changes).toBe(changes)
  run(200)
  expect(player.changes).toBe(changes + 1)
  off()
  run(200)
  expect(told).toBe(14)
  player.load(0)
  expect([player.position, player.length]).toEqual([0, 0])
})

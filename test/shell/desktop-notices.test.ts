import { EventEmitter } from 'node:events'
import { expect, test } from 'vitest'
import { DesktopNotices, type DesktopNotification } from '../../main/shell/electron/desktop-notices.ts'
import { RemoteDesktop } from '../../main/shell/electron/core/desktop-port.ts'
import type { FromCore } from '../../main/shell/electron/core/core-messages.ts'

/** In place of Electron's Notification, which needs its binary. */
class Bubble extends EventEmitter implements DesktopNotification {
  shown = 0
  show(): void {
    this.shown++
  }
  close(): void {
    this.emit('close')
  }
}

test('a notification is shown once, and says whether it was pressed', async () => {
  const bubbles: Bubble[] = []
  const notices = new DesktopNotices(() => {
    const bubble = new Bubble()
    bubbles.push(bubble)
    return bubble
  })
  const notice = { tag: 'downloadDone', title: 'Download finished', body: 'a.txt' }
  const first = notices.show(notice)
  const other = notices.show({ ...notice, tag: 'wishFound' })
  const second = notices.show(notice)
  // the newest of a tag takes the place of the one before
  expect(await first).toEqual({ shown: true, pressed: false })
  bubbles[2]?.emit('click')
  bubbles[2]?.emit('close')
  expect(await second).toEqual({ shown: true, pressed: true })
  bubbles[1]?.emit('failed')
  expect(await other).toEqual({ shown: false, pressed: false })
  expect(bubbles.map(({ shown }) => shown)).toEqual([1, 1, 1])
})

test('a system without notifications rejects, and the next one is tried anew', async () => {
  let there = false
  const bubble = new Bubble()
  const notices = new DesktopNotices(() => {
    if (!there) throw new Error('no notification service')
    return bubble
  })
  await expect(notices.show({ tag: 'a', title: '', body: '' })).rejects.toThrow('no notification service')
  there = true
  const shown = notices.show({ tag: 'a', title: '', body: '' })
  bubble.emit('click')
  expect(await shown).toEqual({ shown: true, pressed: true })
})

test('it crosses from the core to the main process and back', async () => {
  const said: FromCore[] = []
  const desktop = new RemoteDesktop((message) => said.push(message))
  const pressed = desktop.notify({ tag: 'a', title: 'T', body: 'B' })
  const closed = desktop.notify({ tag: 'b', title: 'T', body: 'B' })
  expect(said).toEqual([
    { type: 'desktopNotice', id: 1, notice: { tag: 'a', title: 'T', body: 'B' } },
    { type: 'desktopNotice', id: 2, notice: { tag: 'b', title: 'T', body: 'B' } },
  ])
  desktop.answer({ type: 'desktopAnswer', id: 2, path: null, problem: '' })
  desktop.answer({ type: 'desktopAnswer', id: 1, path: 'pressed', problem: '' })
  expect([await pressed, await closed]).toEqual([
    { shown: true, pressed: true },
    { shown: false, pressed: false },
  ])
})

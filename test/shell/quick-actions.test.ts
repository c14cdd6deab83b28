import { app } from 'electron'
import { afterEach, expect, test, vi } from 'vitest'
import { quickActionIn, setJumpList } from '../../main/shell/electron/system/quick-actions.ts'
import { labelsFor } from '../../main/shell/electron/window/labels.ts'
import { UnseenBadge } from '../../main/shell/electron/window/unseen-badge.ts'

vi.mock('electron', () => ({ app: { setBadgeCount: vi.fn(), setUserTasks: vi.fn() }, Menu: {} }))

afterEach(() => {
  vi.clearAllMocks()
  vi.unstubAllGlobals()
})

test('the badge counts what happened while the window was not in front, until it is', () => {
  let inFront = true
  const badge = new UnseenBadge(() => inFront)
  badge.add(1)
  badge.clear()
  inFront = false
  badge.add(2)
  badge.add(1)
  badge.clear()
  badge.clear()
  expect(vi.mocked(app.setBadgeCount).mock.calls).toEqual([[2], [3], [0]])
})

test('the jump list starts the app again with an action, which the running one understands', () => {
  const command = { program: String.raw`C:\Program Files\Hyoban\Hyoban.exe`, args: [String.raw`--data-dir=D:\my data`] }
  setJumpList(command, labelsFor('en'))
  expect(app.setUserTasks).not.toHaveBeenCalled()
  vi.stubGlobal('process', { ...process, platform: 'win32' })
  setJumpList(command, labelsFor('ja'))
  const tasks = vi.mocked(app.setUserTasks).mock.calls[0]?.[0] ?? []
  expect(tasks.map(({ title, arguments: given }) => [title, given])).toEqual([
    ['すべてのダウンロードを一時停止', String.raw`"--data-dir=D:\my data" --do=pauseAll`],
    ['すべてのダウンロードを再開', String.raw`"--data-dir=D:\my data" --do=resumeAll`],
    ['代替速度制限', String.raw`"--data-dir=D:\my data" --do=alternativeLimits`],
  ])
  expect(quickActionIn(['Hyoban.exe', '--do=resumeAll'])).toBe('resumeAll')
  expect(quickActionIn(['Hyoban.exe', '--do=format', '--do'])).toBeUndefined()
})

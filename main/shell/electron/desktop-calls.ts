import { messageOf } from '../../base/errors.ts'
import { app, dialog, nativeImage, powerSaveBlocker, shell, type BrowserWindow, type NativeImage } from 'electron'
import type { FromCore, ToCore } from './core/core-messages.ts'
import type { DesktopMemory } from './desktop-memory.ts'
import type { Labels } from './window/labels.ts'
import { safeToOpen } from './policy.ts'
import { SleepBlocker } from './sleep-blocker.ts'

const blocker = new SleepBlocker(powerSaveBlocker)

/** Prevents the machine from sleeping; call with false when the core is gone. */
export function keepAwake(on: boolean): void {
  blocker.set(on)
}

/** Size of the picture under the mouse, in pixels. */
const DRAG_PIXELS = 48

/** The picture of a dragged file: the system's for its kind, or else the app's at `icon`; macOS throws without one. */
async function dragIcon(path: string, icon: string): Promise<NativeImage> {
  const own = await app.getFileIcon(path, { size: 'normal' }).catch(() => undefined)
  if (own && !own.isEmpty()) return own
  return nativeImage.createFromPath(icon).resize({ width: DRAG_PIXELS, height: DRAG_PIXELS })
}

/** Executes a desktop call of the core and returns the answer; `icon` is the file of the app's picture. */
export async function answerDesktopCall(
  message: Extract<FromCore, { type: 'desktopCall' }>,
  window: BrowserWindow | undefined,
  labels: Labels,
  memory: Pick<DesktopMemory, 'lastFolder'>,
  icon: string,
): Promise<ToCore> {
  const answer = (path: string | null, problem = ''): ToCore => ({
    type: 'desktopAnswer',
    id: message.id,
    path,
    problem,
  })
  try {
    switch (message.call) {
      case 'pickFolder': {
        const options: Electron.OpenDialogOptions = {
          title: labels.pickFolder,
          ...(memory.lastFolder !== undefined && { defaultPath: memory.lastFolder }),
          properties: ['openDirectory', 'createDirectory'],
        }
        const { canceled, filePaths } = window
          ? await dialog.showOpenDialog(window, options)
          : await dialog.showOpenDialog(options)
        const path = canceled ? undefined : filePaths[0]
        if (path !== undefined) memory.lastFolder = path
        return answer(path ?? null)
      }
      case 'openFile':
        // what could run is shown in its folder
        if (!safeToOpen(message.path)) shell.showItemInFolder(message.path)
        else {
          const problem = await shell.openPath(message.path)
          return answer(null, problem && `The file cannot be opened: ${problem}`)
        }
        return answer(null)
      case 'keepAwake':
        keepAwake(message.path === 'on')
        return answer(null)
      case 'dragFile':
        window?.webContents.startDrag({ file: message.path, icon: await dragIcon(message.path, icon) })
        return answer(null)
      case 'revealFile':
        shell.showItemInFolder(message.path)
        return answer(null)
    }
  } catch (error) {
    return answer(null, messageOf(error))
  }
}

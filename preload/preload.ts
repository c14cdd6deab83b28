import { contextBridge, ipcRenderer, webUtils } from 'electron'

/** The only bridge: a port to the core, its state, and the paths of dropped files. Features use the port. */
const bridge: HyobanBridge = {
  shell: 'electron',
  pathOf: (file) => webUtils.getPathForFile(file),
  requestPort: () => ipcRenderer.send('hyoban:port'),
  onGo(listener) {
    const hear = (_event: unknown, place: string): void => listener(place)
    ipcRenderer.on('hyoban:go', hear)
    return () => {
      ipcRenderer.off('hyoban:go', hear)
    }
  },
  onCore(listener) {
    const hear = (_event: unknown, state: HyobanCoreState): void => listener(state)
    ipcRenderer.on('hyoban:core', hear)
    return () => {
      ipcRenderer.off('hyoban:core', hear)
    }
  },
}

// a port cannot cross the context bridge, so a window message transfers it
ipcRenderer.on('hyoban:port', (event) =>
  window.postMessage('hyoban:port', window.location.origin === 'null' ? '*' : window.location.origin, event.ports),
)
contextBridge.exposeInMainWorld('hyoban', bridge)

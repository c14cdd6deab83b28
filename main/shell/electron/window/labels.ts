/** Texts of native menus and dialogs, needed before the page and its translations load. */
export interface Labels {
  file: string
  edit: string
  view: string
  window: string
  help: string
  show: string
  closeWindow: string
  quit: string
  undo: string
  redo: string
  cut: string
  copy: string
  copyLink: string
  paste: string
  selectAll: string
  reload: string
  actualSize: string
  zoomIn: string
  zoomOut: string
  fullScreen: string
  minimize: string
  about: string
  hide: string
  hideOthers: string
  showAll: string
  dataFolder: string
  pickFolder: string
  stoppedTitle: string
  otherVersion: (running: string, started: string) => string
  hidden: string
  hiddenText: string
  pauseAll: string
  resumeAll: string
  recent: string
  online: string
  connecting: string
  offline: string
  peers: (count: number) => string
}

const en: Labels = {
  file: 'File',
  edit: 'Edit',
  view: 'View',
  window: 'Window',
  help: 'Help',
  show: 'Show Hyoban',
  closeWindow: 'Close window',
  quit: 'Quit Hyoban',
  undo: 'Undo',
  redo: 'Redo',
  cut: 'Cut',
  copy: 'Copy',
  copyLink: 'Copy link',
  paste: 'Paste',
  selectAll: 'Select all',
  reload: 'Reload',
  actualSize: 'Actual size',
  zoomIn: 'Zoom in',
  zoomOut: 'Zoom out',
  fullScreen: 'Full screen',
  minimize: 'Minimize',
  about: 'About Hyoban',
  hide: 'Hide Hyoban',
  hideOthers: 'Hide others',
  showAll: 'Show all',
  dataFolder: 'Open data folder',
  pickFolder: 'Choose a folder',
  stoppedTitle: 'Hyoban cannot go on',
  otherVersion: (running, started) =>
    `Hyoban ${started} was started, but ${running} is still running with these data. Quit it, then start again.`,
  hidden: 'Hyoban is still running',
  hiddenText: 'Its icon in the tray brings the window back and quits the app. Settings change what closing does.',
  pauseAll: 'Pause all downloads',
  resumeAll: 'Resume all downloads',
  recent: 'Recent downloads',
  online: 'online',
  connecting: 'connecting',
  offline: 'offline',
  peers: (count) => (count === 1 ? '1 peer' : `${count} peers`),
}

const ja: Labels = {
  file: 'ファイル',
  edit: '編集',
  view: '表示',
  window: 'ウィンドウ',
  help: 'ヘルプ',
  show: 'Hyobanを表示',
  closeWindow: 'ウィンドウを閉じる',
  quit: 'Hyobanを終了',
  undo: '元に戻す',
  redo: 'やり直す',
  cut: '切り取り',
  copy: 'コピー',
  copyLink: 'リンクをコピー',
  paste: '貼り付け',
  selectAll: 'すべて選択',
  reload: '再読み込み',
  actualSize: '実際のサイズ',
  zoomIn: '拡大',
  zoomOut: '縮小',
  fullScreen: '全画面表示',
  minimize: '最小化',
  about: 'Hyobanについて',
  hide: 'Hyobanを隠す',
  hideOthers: 'ほかを隠す',
  showAll: 'すべて表示',
  dataFolder: 'データフォルダーを開く',
  pickFolder: 'フォルダーを選択',
  stoppedTitle: 'Hyobanを続けられません',
  otherVersion: (running, started) =>
    `Hyoban ${started} が起動されましたが、同じデータで ${running} がまだ動作しています。終了してからもう一度起動してください。`,
  hidden: 'Hyobanは動作を続けています',
  hiddenText: 'トレイのアイコンからウィンドウを開くか、終了できます。閉じたときの動作は設定で変更できます。',
  pauseAll: 'すべてのダウンロードを一時停止',
  resumeAll: 'すべてのダウンロードを再開',
  recent: '最近のダウンロード',
  online: 'オンライン',
  connecting: '接続中',
  offline: 'オフライン',
  peers: (count) => `ピア ${count}`,
}

/** Labels for a system locale such as "ja-JP"; English by default. */
export function labelsFor(locale: string): Labels {
  return /^ja\b/i.test(locale) ? ja : en
}

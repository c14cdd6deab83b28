/** A message between tabs: a question, or an answer. */
type Message = { ask: true } | { token: string }

/** Time in ms in which a tab with a connection answers. */
const ANSWER_MS = 500

/**
 * Passes the web shell's token between the tabs of this page, so that a link opened in a new tab works. Only pages of
 * this origin, port included, hear the channel, and nothing is stored; a cookie would go to every port of this machine.
 */
export class TokenChannel {
  readonly #channel: BroadcastChannel

  constructor(channel: BroadcastChannel = new BroadcastChannel('hyoban.token')) {
    this.#channel = channel
  }

  /** Answers tabs that ask, unless `token` returns an empty text. */
  offer(token: () => string): void {
    this.#listen((message) => {
      if ('ask' in message && token()) this.announce(token())
    })
  }

  /** Tells tabs that have no token. */
  announce(token: string): void {
    this.#post({ token })
  }

  /** Calls back for each token that another tab offers. */
  onToken(heard: (token: string) => void): void {
    this.#listen((message) => {
      if ('token' in message && typeof message.token === 'string' && message.token) heard(message.token)
    })
  }

  /** Asks the other tabs; calls `none` if none has answered in time. Answers come by `onToken`, late ones as well. */
  ask(none: () => void): void {
    this.#post({ ask: true })
    setTimeout(none, ANSWER_MS)
  }

  #listen(heard: (message: Message) => void): void {
    this.#channel.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
      if (typeof data === 'object' && data !== null) heard(data as Message)
    })
  }

  #post(message: Message): void {
    this.#channel.postMessage(message)
  }
}

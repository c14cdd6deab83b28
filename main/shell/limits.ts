/** The largest message that may cross the contract in either direction, bytes. File contents never cross it. */
export const MAX_MESSAGE_BYTES = 8 * 1024 * 1024

/** The name of the WebSocket subprotocol that the web shell speaks; the token travels as a second one. */
export const SUBPROTOCOL = 'hyoban.1'

/** Maximum size of an RPC message in either direction, in bytes. File contents never cross the contract. */
export const MAX_MESSAGE_BYTES = 8 * 1024 * 1024

/** WebSocket subprotocol of the web shell; clients offer the token as a second one. */
export const SUBPROTOCOL = 'hyoban.1'

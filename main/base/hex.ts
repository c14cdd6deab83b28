/** True for a 32-byte value written as 64 lower-case hex digits (keys, roots). */
export function isHex32(value: string): boolean {
  return /^[0-9a-f]{64}$/.test(value)
}

/** Bytes to lower-case hex. */
export function toHex(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex')
}

/** Lower-case or upper-case hex to bytes; throws RangeError on anything else. */
export function fromHex(hex: string): Uint8Array<ArrayBuffer> {
  // Buffer.from stops at the first invalid character instead of throwing
  if (hex.length % 2 !== 0 || !/^[0-9a-fA-F]*$/.test(hex)) throw new RangeError('not a hexadecimal string')
  return new Uint8Array(Buffer.from(hex, 'hex'))
}

/** Doubles the capacity of a typed array; new elements are `fill`. */
export function grown<T extends Int32Array | Float64Array | Uint8Array>(array: T, fill = 0): T {
  const larger = new (array.constructor as new (length: number) => T)(Math.max(16, array.length * 2))
  larger.set(array as never)
  if (fill !== 0) larger.fill(fill as never, array.length)
  return larger
}

/** Like `grown` with zeros, for large arrays: avoids the copy where possible. Detaches `array`. */
export function extended<T extends Int32Array | Float64Array | Uint8Array | Uint16Array>(array: T): T {
  const bytes = (array.buffer as ArrayBuffer).transfer(2 * array.byteLength)
  return new (array.constructor as new (bytes: ArrayBuffer) => T)(bytes)
}

/** The same numbers in an array that has room for the one at `position`, and for as many again. */
export function grown<A extends Float64Array | Int32Array>(old: A, position: number): A {
  const length = Math.max(2 * old.length, position + 1)
  const larger = old instanceof Float64Array ? new Float64Array(length) : new Int32Array(length)
  larger.set(old)
  return larger as A
}

// Not Node's own: the same table is made in a browser.
import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex } from '@noble/hashes/utils.js'

/** A double as the 16 hexadecimal digits of its bits: what JSON cannot round. */
export function doubleBits(x: number): string {
  const view = new DataView(new ArrayBuffer(8))
  view.setFloat64(0, x)
  return view.getBigUint64(0).toString(16).padStart(16, '0')
}

/** SHA-256 over the bits of `count` values, little-endian on every machine. */
export function hashDoubles(count: number, valueAt: (i: number) => number): string {
  const hash = sha256.create()
  const view = new DataView(new ArrayBuffer(8 * 4096))
  let filled = 0
  for (let i = 0; i < count; i++) {
    view.setFloat64(filled, valueAt(i), true)
    filled += 8
    if (filled === view.byteLength || i === count - 1) {
      hash.update(new Uint8Array(view.buffer, 0, filled))
      filled = 0
    }
  }
  return bytesToHex(hash.digest())
}

import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'

/** Version of everything that turns a seed into draws. It changes when any golden draw does. */
const RANDOM_VERSION = 'orrery-rng-1'

/**
 * The key of the stream called `path` (for example `workload/shoppers/arrivals`) under a canonical seed: SHA-256 of
 * `orrery-rng-1|seed|path` as 64 hexadecimal digits. Distinct pairs have distinct keys: a `|` inside the seed is
 * escaped.
 */
export function streamKey(seed: string, path: string): string {
  const escaped = seed.replaceAll('\\', '\\\\').replaceAll('|', '\\|')
  return bytesToHex(sha256(utf8ToBytes(`${RANDOM_VERSION}|${escaped}|${path}`)))
}

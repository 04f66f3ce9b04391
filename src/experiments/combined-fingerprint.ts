import { fingerprintText } from '../sim/kernel/fingerprint.ts'

/** One fingerprint of several runs, in their order, 16 hex digits; of a single run its own, of none the empty text. */
export function combinedFingerprint(fingerprints: readonly string[]): string {
  return fingerprints.reduce((combined, next, position) => {
    if (position === 0) return next
    // Two runs are mixed alike: without this step their order would not matter.
    const stepped = fingerprintText(high(combined), low(combined), 0, position)
    return fingerprintText(high(stepped), low(stepped), high(next), low(next))
  }, '')
}

function high(fingerprint: string): number {
  return Number.parseInt(fingerprint.slice(0, 8), 16)
}

function low(fingerprint: string): number {
  return Number.parseInt(fingerprint.slice(8), 16)
}

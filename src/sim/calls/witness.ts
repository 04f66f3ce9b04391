import type { Frame } from '../frame.ts'

/** Learns how operations whose effects are counted have ended where they ran, whatever their callers hear of it. */
export interface Witness {
  worked(call: Frame, did: number): void
}

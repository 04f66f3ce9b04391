import type { RecoveryResult } from '../metrics/faults/fault-result.ts'

/** A unit this busy has no slot to spare. */
const TAKEN = 0.99

/**
 * Units of a system that did not recover whose slots are all held while not one of their answers is good, though
 * without faults they give some: who is in them waits for what never comes.
 */
export function standstill({ stuck, late }: RecoveryResult): readonly string[] {
  if (stuck === 0 || late === null) return []
  return Object.entries(late.run.units)
    .filter(([name, { busy, goodPerSecond }]) => {
      const usual = late.control.units[name]?.goodPerSecond ?? 0
      return (busy ?? 0) >= TAKEN && goodPerSecond === 0 && usual > 0
    })
    .map(([name]) => name)
}

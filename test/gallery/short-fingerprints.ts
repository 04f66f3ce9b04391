import { simulate } from '../../src/testing/simulate.ts'
import { shipped, shippedNames } from './shipped.ts'

/** Long enough for every variant to have run differently from the others. */
const SHORT = ['run.duration=10s', 'run.warmup=0s', 'run.replications=1']

/**
 * Every kind of policy, and most kinds of faults, within its six seconds: the shipped faults begin later than these.
 */
const STORMY = new URL('../replay/stormy.yaml', import.meta.url)

/** The fingerprint of a short run of every variant of every shipped scenario, with the scenario's own seed. */
export async function shortFingerprints(): Promise<Record<string, Record<string, string>>> {
  const all: Record<string, Record<string, string>> = {}
  for (const name of shippedNames()) {
    const { document } = await simulate(shipped(name), { set: SHORT, control: false })
    const variants = Object.entries(document.variants)
    all[name] = Object.fromEntries(variants.map(([variant, { fingerprint }]) => [variant, fingerprint]))
  }
  const { document } = await simulate(STORMY)
  all['stormy'] = Object.fromEntries(Object.entries(document.variants).map(([name, one]) => [name, one.fingerprint]))
  return all
}

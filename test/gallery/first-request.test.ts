import { fileURLToPath } from 'node:url'
import { createJiti } from 'jiti'
import { beforeAll, describe, expect, it } from 'vitest'
import { loadScenario } from '../../src/scenarios/load.ts'
import type { ScenarioDocument } from '../../src/scenarios/schema/scenario.ts'
import { type Simulation, simulate } from '../../src/testing/vitest.ts'
import { PATIENCE } from './patience.ts'
import { shipped } from './shipped.ts'

const yaml = shipped('first-request')
const twin = fileURLToPath(new URL('../../examples/first-request.ts', import.meta.url))
const define = fileURLToPath(new URL('../../src/scenarios/define.ts', import.meta.url))
// All that the example takes from the package, without the rest of it.
const jiti = createJiti(import.meta.url, { alias: { 'orrery-sim': define }, fsCache: false })
const seed = 'gallery'

describe('first-request', () => {
  let quiet: Simulation
  let busy: Simulation

  beforeAll(async () => {
    quiet = await simulate(yaml, { seed })
    busy = await simulate(yaml, { seed, set: ['workload.shoppers.arrivals=poisson(360/s)'] })
  }, PATIENCE)

  it('takes its 5 ms and hardly more while little is to do, over ten seeds', () => {
    expect(quiet.document.replications).toBe(10)
    expect(quiet).toMeet('shop.browse.latency.mean > 5ms')
    expect(quiet).toMeet('shop.browse.latency.mean < 5.1ms')
    expect(quiet).toMeet('shop.browse.latency.p99 < 6ms')
    expect(quiet).toMeet('cost.idleShare > 95%')
  })

  it('takes more than 20 ms when the cores are nine tenths busy', () => {
    expect(busy).toMeet('units.shop.cpuUtilisation > 89%')
    expect(busy).toMeet('units.shop.cpuUtilisation < 93%')
    expect(busy).toMeet('shop.browse.latency.mean > 20ms')
    expect(busy).not.toMeet('shop.browse.latency.p99 < 6ms')
    expect(busy).not.toMeet('cost.idleShare > 95%')
  })

  it('is one scenario in YAML and in TypeScript: one hash, one fingerprint', async () => {
    const value = await jiti.import(twin, { default: true })
    const loaded = loadScenario({ kind: 'value', file: 'examples/first-request.ts', value })
    expect(loaded.problems).toEqual([])
    // It has just been judged to be one.
    const { document } = await simulate(value as ScenarioDocument, { seed })
    expect(document.scenario.hash).toBe(quiet.document.scenario.hash)
    expect(document.variants['default']?.fingerprint).toBe(quiet.document.variants['default']?.fingerprint)
  })
})

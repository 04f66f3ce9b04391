import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import { type Simulation, simulate } from '../../src/testing/vitest.ts'
import { PATIENCE } from './patience.ts'
import { shipped } from './shipped.ts'

describe('online-boutique', () => {
  let boutique: Simulation

  beforeAll(async () => {
    boutique = await simulate(shipped('online-boutique'), { seed: 'gallery', duration: '110s', replications: 20 })
  }, PATIENCE)

  // Measured means of the trace: 222, 645, 146 and 265 ms.
  it.each([
    ['total', '200ms', '245ms'],
    ['frontend.home', '484ms', '806ms'],
    ['frontend.product', '110ms', '183ms'],
    ['frontend.view-cart', '199ms', '331ms'],
  ])('meets the measured mean of %s as deployed: between %s and %s', (pages, low, high) => {
    expect(boutique).toMeet(`${pages}.latency.mean of as-deployed > ${low}`)
    expect(boutique).toMeet(`${pages}.latency.mean of as-deployed < ${high}`)
  })

  it.each([
    ['all pages', 'total'],
    ['home', 'frontend.home'],
    ['product', 'frontend.product'],
    ['view-cart', 'frontend.view-cart'],
    ['add-to-cart', 'frontend.add-to-cart'],
    ['check-out', 'frontend.check-out'],
  ])('says in its table what the model gives for %s, to a tenth', (row, pages) => {
    const table = readFileSync(shipped('online-boutique'), 'utf8')
    const [, told] = new RegExp(`^#   ${row} +(\\d+) +\\d+`, 'm').exec(table) ?? []
    const { total, operations } = boutique.document.variants['as-deployed'] ?? {}
    const result = pages === 'total' ? total : operations?.[pages]
    expect(Math.abs(Number(told) / (result?.latencyMs.mean?.value ?? Number.NaN) - 1)).toBeLessThan(0.1)
  })

  // Measured: 24.9, 46.1, 8.1 and 5.9 operations a second.
  it.each([
    ['currencyservice', '23.6/s', '26.4/s'],
    ['productcatalogservice', '43.8/s', '48.4/s'],
    ['cartservice', '7.7/s', '8.5/s'],
    ['recommendationservice', '5.6/s', '6.2/s'],
  ])('meets the measured operations a second of the %s: between %s and %s', (unit, low, high) => {
    expect(boutique).toMeet(`units.${unit}.throughput of as-deployed > ${low}`)
    expect(boutique).toMeet(`units.${unit}.throughput of as-deployed < ${high}`)
  })

  it('cannot explain the measured pages without the cpu limits', () => {
    expect(boutique).toMeet('total.latency.mean of without-limits < 90ms')
    expect(boutique).toMeet('frontend.home.latency.mean of without-limits < 245ms')
    expect(boutique).not.toMeet('frontend.home.latency.mean of without-limits > 484ms')
  })

  it('needs less than 50 ms in one process, for the same money', () => {
    expect(boutique).toMeet('total.latency.mean of one-process < 50ms')
    expect(boutique).toMeet('cost.perMonth of one-process < 101% of as-deployed')
    expect(boutique).toMeet('cost.perMonth of one-process > 99% of as-deployed')
    expect(boutique).not.toMeet('total.latency.mean of as-deployed < 50ms')
  })
})

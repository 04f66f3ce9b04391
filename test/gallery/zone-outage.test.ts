import { beforeAll, describe, expect, it } from 'vitest'
import { type Simulation, simulate } from '../../src/testing/vitest.ts'
import { PATIENCE } from './patience.ts'
import { shipped } from './shipped.ts'

describe('zone-outage', () => {
  let outage: Simulation

  beforeAll(async () => {
    // The outage is shorter here, 45 s, so the seconds until it is known weigh more.
    outage = await simulate(shipped('zone-outage'), {
      seed: 'gallery',
      duration: '100s',
      replications: 20,
      set: ['faults.0.at=25s', 'faults.0.for=45s'],
    })
  }, PATIENCE)

  it('is over within seconds where there is room and somebody looks', () => {
    expect(outage).toMeet('api.get.availability of spare > 92% during outage')
    const { recovered, recoverSeconds } = outage.document.variants['spare']?.recovery ?? {}
    expect(recovered).toBeGreaterThanOrEqual(18)
    expect(recoverSeconds?.value).toBeLessThan(20)
  })

  it('fails a third of the requests to the end where nobody looks', () => {
    expect(outage).toMeet('api.get.availability of spare-unchecked > 66% during outage')
    expect(outage).toMeet('api.get.availability of spare-unchecked < 68% during outage')
    // One of three instances is ejected.
    expect(outage).toMeet('api.get.availability of spare-ejection > 70% during outage')
    expect(outage).toMeet('api.get.availability of spare-ejection < 80% during outage')
  })

  it('takes nearly all down where there is no room, unless the surplus is turned away', () => {
    expect(outage).toMeet('api.get.availability of tight < 45% during outage')
    expect(outage).toMeet('api.get.availability of tight-shedding > 72% during outage')
    expect(outage).toMeet('api.get.availability of tight-shedding < 84% during outage')
  })

  it('costs three machines of nine to have that room', () => {
    expect(outage).toMeet('cost.perMonth of spare > $580')
    expect(outage).toMeet('cost.perMonth of tight < 67% of spare')
  })

  it('shows nothing of it as long as no zone fails', () => {
    expect(outage).toMeet('api.get.availability of no-outage > 99.8%')
    expect(outage).toMeet('units.api.cpuUtilisation of no-outage > 78%')
    expect(outage).not.toMeet('api.get.availability of no-outage < 99%')
  })
})

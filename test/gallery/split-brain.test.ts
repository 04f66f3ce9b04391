import { beforeAll, describe, expect, it } from 'vitest'
import { type Simulation, simulate } from '../../src/testing/vitest.ts'
import { PATIENCE } from './patience.ts'
import { shipped } from './shipped.ts'

describe('split-brain', () => {
  let workers: Simulation

  beforeAll(async () => {
    workers = await simulate(shipped('split-brain'), {
      seed: 'gallery',
      duration: '110s',
      replications: 20,
      control: false,
    })
  }, PATIENCE)

  it('lets one write after the next holder where nobody looks at the lease, which never belongs to two', () => {
    expect(workers).toMeet('consistency.results.writesAfterLease of without-fence > 2')
    expect(workers).toMeet('consistency.results.staleTokenWrites of without-fence > 1.5')
    expect(workers).toMeet('consistency.results.fencedWrites of without-fence == 0')
    expect(workers).toMeet('consistency.jobs.leasesShared of without-fence == 0')
    expect(workers).toMeet('consistency.jobs.checked.leasesShared of without-fence > 350')
    const stories = workers.document.variants['without-fence']?.anomalies ?? []
    const late = stories.find(({ anomaly }) => anomaly === 'staleTokenWrites')
    expect(late?.events.map(({ deed }) => deed)).toEqual(['was granted the lease', 'was granted the lease', 'wrote'])
  })

  it('refuses with tokens what comes after the newer holder, and lets pass only what comes before it', () => {
    expect(workers).toMeet('consistency.results.fencedWrites of with-fence > 1.5')
    expect(workers).toMeet('consistency.results.staleTokenWrites of with-fence == 0')
    expect(workers).toMeet('consistency.results.checked.staleTokenWrites of with-fence > 700')
    expect(workers).toMeet('consistency.results.writesAfterLease of with-fence < 35% of without-fence')
    const count = (variant: string, name: 'fencedWrites' | 'staleTokenWrites' | 'writesAfterLease'): number =>
      workers.document.variants[variant]?.consistency['results']?.[name]?.value ?? Number.NaN
    // The same writes come, and are refused.
    expect(count('with-fence', 'fencedWrites')).toBeCloseTo(count('without-fence', 'staleTokenWrites'), 6)
    // Each late one is refused, or comes before the next holder's.
    const late = count('with-fence', 'fencedWrites') + count('with-fence', 'writesAfterLease')
    expect(late).toBeCloseTo(count('without-fence', 'writesAfterLease'), 6)
  })

  it.each(['long-lease', 'no-pause'])('has no late writer while nobody stands still for longer: %s', (variant) => {
    expect(workers).toMeet(`consistency.results.writesAfterLease of ${variant} == 0`)
    expect(workers).toMeet(`consistency.results.checked.writesAfterLease of ${variant} > 700`)
  })
})

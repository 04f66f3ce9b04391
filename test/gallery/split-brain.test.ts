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
    })
  }, PATIENCE)

  it('has two write under one lease where nobody looks at it', () => {
    expect(workers).toMeet('consistency.jobs.leasesShared of without-fence > 2')
    expect(workers).toMeet('consistency.results.fencedWrites of without-fence == 0')
    const stories = workers.document.variants['without-fence']?.anomalies ?? []
    const shared = stories.find(({ anomaly }) => anomaly === 'leasesShared')
    expect(shared?.events.map(({ deed }) => deed)).toEqual(['was granted the lease', 'was granted the lease', 'wrote'])
  })

  it('refuses with tokens what comes after the newer holder, and lets pass only what comes before it', () => {
    expect(workers).toMeet('consistency.results.fencedWrites of with-fence > 1.5')
    expect(workers).toMeet('consistency.jobs.leasesShared of with-fence < 35% of without-fence')
    const count = (variant: string, record: string, name: 'fencedWrites' | 'leasesShared'): number =>
      workers.document.variants[variant]?.consistency[record]?.[name]?.value ?? Number.NaN
    // Each is the one or the other.
    const all = count('with-fence', 'results', 'fencedWrites') + count('with-fence', 'jobs', 'leasesShared')
    expect(all).toBeCloseTo(count('without-fence', 'jobs', 'leasesShared'), 6)
  })

  it.each(['long-lease', 'no-pause'])('has one holder only while nobody stands still for longer: %s', (variant) => {
    expect(workers).toMeet(`consistency.jobs.leasesShared of ${variant} == 0`)
    expect(workers).toMeet(`consistency.jobs.checked.leasesShared of ${variant} > 350`)
  })
})

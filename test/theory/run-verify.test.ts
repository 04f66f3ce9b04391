import { describe, expect, it } from 'vitest'
import { runVerify } from '../../src/experiments/verify/run-verify.ts'

/** One short case of each kind; the seeds are fixed, so a pass stays a pass until the simulator changes. */
const short = [
  'Q-MM1-2',
  'Q-MD1-2',
  'Q-UM1-1',
  'Q-BATCH-2',
  'Q-FJQ-1',
  'LB-JSQ-2-50',
  'T-FAN-1',
  'N-TCP-1',
  'N-GEO-1',
  'N-GEO-3',
  'N-RTT-1',
  'R1',
  'O-T5',
  'K-T1',
  'CB-R4-T1',
  'RT-R4-1',
  'RB-GRPC-1',
  'OD-ENV-5',
  'C-TBTRACE',
  'Q-PRIO-1',
  'M-HOT-5-30',
  'M-HOT-5-10',
  'M-PUB-1',
  'R7-periodic-failing',
  'R-CRDT-1-g-counter',
  'R-CRDT-1-lww-counter',
]

describe('the simulator agrees with what is known', () => {
  for (const id of short) {
    it(id, async () => {
      const report = await runVerify({ filter: id })
      const one = report.cases.find((each) => each.id === id)
      expect(one?.problem).toBeUndefined()
      expect(one?.figures.length).toBeGreaterThan(0)
      expect(one?.figures.filter((figure) => figure.verdict !== 'pass')).toEqual([])
      expect(report.verdict).toBe('pass')
    })
  }
})

describe('runVerify', () => {
  it('finds cases by id and by family, in any case of letters, quick or not', async () => {
    const { cases } = await runVerify({ filter: 'quorum over' })
    expect(cases.map((each) => each.id)).toEqual(['N-GEO-1'])
    expect((await runVerify({ filter: 'n-geo-3' })).cases.map((each) => each.id)).toEqual(['N-GEO-3'])
  })

  it('takes an id that is part of others for itself', async () => {
    const { skipped, cases } = await runVerify({ filter: 'n-geo-1' })
    expect([cases.map(({ id }) => id), skipped]).toEqual([['N-GEO-1'], []])
  })

  it('says nothing is proven when no case matches', async () => {
    const report = await runVerify({ filter: 'no such case' })
    expect(report).toEqual({ verdict: 'inconclusive', cases: [], notCovered: [], skipped: [], interrupted: false })
  })

  it('lists references that are not covered, with a reason', async () => {
    const { notCovered } = await runVerify({ filter: 'Q-SETUP' })
    expect(notCovered).toEqual([
      { id: 'Q-SETUP-1', title: 'M/M/1 with set-up (scale to zero)', reason: 'needs autoscaling' },
    ])
  })

  it('stops where it is told to, keeps what is finished and says so', async () => {
    const controller = new AbortController()
    const told: string[] = []
    const report = await runVerify({
      filter: 'N-GEO',
      signal: controller.signal,
      onResult: ({ id }) => {
        told.push(id)
        controller.abort()
      },
    })
    expect(told).toEqual(['N-GEO-3'])
    expect(report.cases.map((each) => each.id)).toEqual(told)
    expect(report.interrupted).toBe(true)
  })
})

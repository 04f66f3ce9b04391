import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FactKind } from '../../../../src/sim/data-fact.ts'
import { exponential } from '../../../../src/sim/kernel/distributions/exponential.ts'
import { faults, hits } from '../../services/faults.ts'
import { MS } from '../../world/plans.ts'
import { held, tokensOfWrites, type Watched, watch, workshop } from './workshop.ts'

const jobs = fc.array(fc.integer({ min: 0, max: 80 }), { minLength: 1, maxLength: 12 }).map((all) => [...all].sort(by))
const pauses = fc.array(
  fc.record({
    unit: fc.constantFrom('worker', 'worker', 'db'),
    number: fc.integer({ min: 0, max: 1 }),
    from: fc.integer({ min: 0, max: 120 }),
    lasts: fc.integer({ min: 20, max: 120 }),
  }),
  { minLength: 1, maxLength: 6 },
)

function by(a: number, b: number): number {
  return a - b
}

const outcomes = ({ log }: Watched): readonly string[] => log.calls('worker.work').map(({ outcome }) => outcome)

describe('a lease', () => {
  it('is held by one at a time while nothing fails, so that nobody loses an update', () => {
    const work = fc.integer({ min: 0, max: 40 })
    fc.assert(
      fc.property(jobs, work, fc.integer({ min: 1, max: 30 }), fc.nat(1000), (arrivals, ms, retry, seed) => {
        const network = { delay: exponential(0.5 * MS) }
        const lease = { ttl: 1e9, retryEvery: retry * MS, attempts: 1e4 }
        const run = watch(workshop({ jobs: arrivals, work: ms * MS, lease, more: { network } }), `${seed}`)
        const spans = held(run)
        expect(spans).toHaveLength(arrivals.length)
        expect(
          spans.every(
            ({ from, token }, i) =>
              i === 0 || ((spans[i - 1]?.until ?? 0) <= from && (spans[i - 1]?.token ?? 0) < token),
          ),
        ).toBe(true)
        const written = run.facts.of(FactKind.committed).filter(({ record }) => record === 1)
        expect(written.map(({ value }) => value)).toEqual(arrivals.map((_, i) => i + 1))
        expect(new Set(outcomes(run))).toEqual(new Set(['ok']))
      }),
      { seed: 4, numRuns: 60 },
    )
  })

  it('with fencing lets nobody write after somebody with a newer token, whoever stands still when', () => {
    let fenced = 0
    let overtaken = 0
    fc.assert(
      fc.property(jobs, pauses, fc.integer({ min: 5, max: 30 }), fc.boolean(), (arrivals, stops, ttl, fencing) => {
        const lease = { ttl: ttl * MS, retryEvery: 7 * MS, attempts: 1e4, fencing }
        const all = stops.map(({ unit, number, from, lasts }) =>
          hits(unit, { kind: 'pause' }, from * MS, (from + lasts) * MS, [unit === 'db' ? 0 : number]),
        )
        const run = watch(workshop({ jobs: arrivals, lease, more: { faults: faults(...all) } }))
        const tokens = tokensOfWrites(run)
        const late = tokens.filter((token, i) => tokens.slice(0, i).some((before) => before > token)).length
        const refused = run.facts.of(FactKind.fenced).length
        expect(outcomes(run).filter((outcome) => outcome === 'fenced')).toHaveLength(refused)
        expect(tokens).toHaveLength(arrivals.length - refused)
        if (fencing) expect(late).toBe(0)
        else expect(refused).toBe(0)
        fenced += refused
        overtaken += late
      }),
      { seed: 8, numRuns: 400 },
    )
    // The law would hold of runs in which nothing happens: here it does.
    expect(fenced).toBeGreaterThan(9)
    expect(overtaken).toBeGreaterThan(9)
  })

  it('is asked for as often as it says at most, with that time in between', () => {
    fc.assert(
      fc.property(
        jobs,
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 1, max: 20 }),
        (arrivals, attempts, retry) => {
          const run = watch(workshop({ jobs: arrivals, lease: { ttl: 1e9, retryEvery: retry * MS, attempts } }))
          const asked = run.log.calls('locks.acquire')
          const taken = asked.filter(({ outcome }) => outcome === 'lease-taken').length
          expect(asked.length - taken).toBe(held(run).length)
          for (const { latency, outcome, parts } of run.log.calls('worker.work')) {
            if (outcome === 'ok') continue
            expect(outcome).toBe('lease-taken')
            // Each attempt takes 1 ms at the store.
            expect(latency).toBe((attempts + (attempts - 1) * retry) * MS)
            expect(parts).toEqual(
              attempts === 1 ? { retry: 1 * MS } : { retry: attempts * MS, locks: (attempts - 1) * retry * MS },
            )
          }
        },
      ),
      { seed: 15, numRuns: 60 },
    )
  })
})

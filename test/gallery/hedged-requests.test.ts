import { beforeAll, describe, expect, it } from 'vitest'
import { type Simulation, simulate } from '../../src/testing/vitest.ts'
import { PATIENCE } from './patience.ts'
import { shipped } from './shipped.ts'

describe('hedged-requests', () => {
  let hedging: Simulation

  beforeAll(async () => {
    hedging = await simulate(shipped('hedged-requests'), { seed: 'gallery', duration: '25s', replications: 20 })
  }, PATIENCE)

  // T = min(X1, 20 ms + X2): 160.9 ms without, 27.9 ms with; the margins are more than three half-widths.
  it('brings the 99th percentile from 161 ms to 28 ms for 5.83 % more requests', () => {
    expect(hedging).toMeet('search.find.latency.p99 of plain > 153ms')
    expect(hedging).toMeet('search.find.latency.p99 of plain < 169ms')
    expect(hedging).toMeet('search.find.latency.p99 of hedged > 27ms')
    expect(hedging).toMeet('search.find.latency.p99 of hedged < 29ms')
    expect(hedging).toMeet('edges.users -> search.amplification of hedged > 1.056')
    expect(hedging).toMeet('edges.users -> search.amplification of hedged < 1.061')
  })

  it('takes work off busy servers while the loser is told', () => {
    expect(hedging).toMeet('search.find.latency.p99 of busy-hedged < 20% of busy')
    expect(hedging).toMeet('units.search.utilisation of busy-hedged < 70% of busy')
  })

  it('overloads the same servers when it is not', () => {
    expect(hedging).toMeet('search.find.latency.p50 of busy-no-cancel > 1s')
    expect(hedging).toMeet('units.search.utilisation of busy-no-cancel > 97%')
    expect(hedging).toMeet('edges.users -> search.amplification of busy-no-cancel > 1.95')
  })

  it('breaks nothing when the delay follows the latency, though no loser is told', () => {
    expect(hedging).toMeet('edges.users -> search.amplification of busy-no-cancel-p95 < 1.15')
    expect(hedging).toMeet('search.find.latency.p99 of busy-no-cancel-p95 < 20% of busy-no-cancel')
  })

  it('buys nothing where no answer is slow, for 5 % more requests', () => {
    expect(hedging).toMeet('edges.users -> search.amplification of even-hedged > 1.045')
    expect(hedging).toMeet('search.find.latency.p99 of even-hedged > 99% of even')
    expect(hedging).not.toMeet('search.find.latency.p99 of even-hedged < 99% of even')
  })

  it('makes it worse where requests are slow because they wait, tied ones less so', () => {
    expect(hedging).toMeet('search.find.latency.p99 of even-busy-hedged > 115% of even-busy')
    expect(hedging).toMeet('search.find.latency.p99 of even-busy-tied < even-busy-hedged')
    expect(hedging).toMeet('search.find.latency.p99 of even-busy-tied > even-busy')
  })
})

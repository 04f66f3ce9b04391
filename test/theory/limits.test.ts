import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { batchMg1 } from '../../src/experiments/verify/theory/batch-mg1.ts'
import { closedLoop } from '../../src/experiments/verify/theory/closed-loop.ts'
import { erlangB } from '../../src/experiments/verify/theory/erlang-b.ts'
import { gapTransforms } from '../../src/experiments/verify/theory/gap-transforms.ts'
import { gim1 } from '../../src/experiments/verify/theory/gim1.ts'
import { jackson } from '../../src/experiments/verify/theory/jackson.ts'
import { laws } from '../../src/experiments/verify/theory/laws.ts'
import { md1k } from '../../src/experiments/verify/theory/md1k.ts'
import { mdc } from '../../src/experiments/verify/theory/mdc.ts'
import { mg1 } from '../../src/experiments/verify/theory/mg1.ts'
import { mh2c } from '../../src/experiments/verify/theory/mh2c.ts'
import { mm1 } from '../../src/experiments/verify/theory/mm1.ts'
import { mm1Lifo } from '../../src/experiments/verify/theory/mm1-lifo.ts'
import { mmc } from '../../src/experiments/verify/theory/mmc.ts'
import { mmck } from '../../src/experiments/verify/theory/mmck.ts'
import { mmpp1 } from '../../src/experiments/verify/theory/mmpp1.ts'
import { mva } from '../../src/experiments/verify/theory/mva.ts'
import { hypoexponentialCdf } from '../../src/experiments/verify/theory/numeric/hypoexponential.ts'
import { orderStatistics } from '../../src/experiments/verify/theory/order-statistics.ts'
import { queueTimeout } from '../../src/experiments/verify/theory/queue-timeout.ts'
import { shortestQueue } from '../../src/experiments/verify/theory/shortest-queue.ts'
import { sojournDeadline } from '../../src/experiments/verify/theory/sojourn-deadline.ts'
import { tandem } from '../../src/experiments/verify/theory/tandem.ts'
import { integrate } from './integrate.ts'

const load = fc.double({ min: 0.05, max: 0.95, noNaN: true })
const servers = fc.integer({ min: 1, max: 8 })
const quantiles = [0.5, 0.9, 0.99]
const fixed = { seed: 20260101, numRuns: 25 }

function expectClose(value: number, expected: number, relative: number): void {
  expect(Math.abs(value - expected), `${value} against ${expected}`).toBeLessThanOrEqual(
    relative * Math.abs(expected) + 1e-12,
  )
}

describe('where one formula turns into another, both agree', () => {
  it('M/M/c with one server is M/M/1, and M/M/c/K with room enough is M/M/c', () => {
    fc.assert(
      fc.property(load, servers, (rho, c) => {
        expectClose(mmc(rho, 1, 1).meanSojourn, mm1(rho, 1).meanSojourn, 1e-12)
        for (const p of quantiles) expectClose(mmc(rho, 1, 1).sojournQuantile(p), mm1(rho, 1).sojournQuantile(p), 1e-9)
        const roomy = mmck(rho * c, 1, c, 1500)
        expectClose(roomy.meanSojourn, mmc(rho * c, 1, c).meanSojourn, 1e-9)
      }),
      fixed,
    )
  })

  it('M/M/c/c loses what Erlang B says', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.1, max: 20, noNaN: true }), servers, (offered, c) => {
        expectClose(mmck(offered, 1, c, c).blocking, erlangB(offered, c).blocking, 1e-9)
      }),
      fixed,
    )
  })

  it('M/D/c with one server has the mean of Pollaczek and Khinchine, and its law by two methods', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.1, max: 0.9, noNaN: true }), (rho) => {
        const [crommelin, panjer] = [mdc(rho, 1, 1), mg1(rho, laws.constant(1))]
        expectClose(crommelin.meanWait, panjer.meanWait, 1e-7)
        expectClose(crommelin.waitQuantile(0.99), panjer.waitQuantile(0.99), 3e-3)
      }),
      { seed: 7, numRuns: 4 },
    )
  })

  it('M/D/c waits less than M/M/c and more than half of it', () => {
    fc.assert(
      fc.property(load, servers, (rho, c) => {
        const [constant, exponential] = [mdc(rho * c, 1, c).meanWait, mmc(rho * c, 1, c).meanWait]
        expect(constant).toBeLessThan(exponential)
        expect(constant).toBeGreaterThan(0.5 * exponential * (1 - 1e-9))
      }),
      fixed,
    )
  })

  it('M/D/1/K with one place is Erlang B, and with many places M/D/1', () => {
    expectClose(md1k(0.7, 1, 1).blocking, erlangB(0.7, 1).blocking, 1e-12)
    expect(md1k(0.7, 1, 80).blocking).toBeLessThan(1e-12)
    expectClose(md1k(1.5, 1, 80).throughput, 1, 1e-9)
  })

  it('M/G/1 with exponential service has the law of M/M/1', () => {
    for (const rho of [0.3, 0.8]) {
      const [panjer, exact] = [mg1(rho, laws.exponential(1)), mm1(rho, 1)]
      for (const p of quantiles) expectClose(panjer.sojournQuantile(p), exact.sojournQuantile(p), 2e-3)
    }
  })

  it('M/H2/c with one server has the mean of Pollaczek and Khinchine, and without variation it is M/M/c', () => {
    fc.assert(
      fc.property(load, fc.double({ min: 1.5, max: 8, noNaN: true }), (rho, scv) => {
        const law = laws.hyperexponential(1, scv)
        expectClose(mh2c(rho, law, 1).meanWait, mg1(rho, law).meanWait, 1e-6)
        expectClose(mh2c(3 * rho, laws.hyperexponential(1, 1), 3).meanWait, mmc(3 * rho, 1, 3).meanWait, 1e-6)
      }),
      { seed: 11, numRuns: 8 },
    )
  })

  it('GI/M/1 with exponential gaps is M/M/1; less variable gaps wait less', () => {
    fc.assert(
      fc.property(load, (rho) => {
        const wait = (gaps: (s: number) => number): number => gim1(gaps, rho, 1).meanWait
        const poisson = wait(gapTransforms.exponential(rho))
        expectClose(poisson, mm1(rho, 1).meanWait, 1e-8)
        const ordered = [
          wait(gapTransforms.constant(rho)),
          wait(gapTransforms.erlang(rho, 10)),
          wait(gapTransforms.uniform(rho)),
          poisson,
          wait(gapTransforms.hyperexponential(rho, 2)),
        ]
        expect(ordered).toEqual([...ordered].sort((a, b) => a - b))
      }),
      fixed,
    )
  })

  it('MMPP whose states are alike is M/M/1; on-off with long stays is worse', () => {
    const same = mmpp1(
      [
        { rate: 0.6, stay: 3 },
        { rate: 0.6, stay: 50 },
      ],
      1,
      120,
    )
    expectClose(same.meanSojourn, mm1(0.6, 1).meanSojourn, 1e-9)
    for (const p of quantiles) expectClose(same.sojournQuantile(p), mm1(0.6, 1).sojournQuantile(p), 1e-6)
    const bursts = mmpp1(
      [
        { rate: 0.9, stay: 300 },
        { rate: 0.3, stay: 300 },
      ],
      1,
      300,
    )
    expectClose(bursts.arrivalRate, 0.6, 1e-12)
    expect(bursts.meanSojourn).toBeGreaterThan(1.5 * same.meanSojourn)
  })

  it('on-off arrivals are a renewal process with hyperexponential gaps: both methods agree', () => {
    const [rate, on, off, service] = [100, 0.2, 0.3, 80]
    // Transform of the gaps of an interrupted Poisson process.
    const gaps = (s: number): number => (rate * (s + 1 / off)) / (s * s + s * (rate + 1 / on + 1 / off) + rate / off)
    const mean = (rate * on) / (on + off)
    const chain = mmpp1(
      [
        { rate, stay: on },
        { rate: 0, stay: off },
      ],
      service,
      400,
    )
    expectClose(chain.meanSojourn, gim1(gaps, mean, service).meanSojourn, 1e-8)
    expectClose(chain.sojournQuantile(0.95), gim1(gaps, mean, service).sojournQuantile(0.95), 1e-6)
  })

  it('the limited mean of every law is the integral of its survival, and reaches the mean', () => {
    const all = [
      laws.exponential(2),
      laws.uniform(1, 3),
      laws.lognormal(2, 0.8),
      laws.hyperexponential(2, 4),
      laws.boundedPareto(1, 20, 1.5),
      laws.mixture([
        { share: 1, law: laws.uniform(0, 1) },
        { share: 3, law: laws.exponential(2) },
      ]),
    ]
    for (const law of all) {
      for (const x of [0.5, 2, 7]) {
        let area = 0
        for (let t = 0.0005; t < x; t += 0.001) area += 0.001 * (1 - law.cdf(t))
        expectClose(law.limitedMean(x), area, 1e-5)
      }
      expectClose(law.limitedMean(1e4), law.mean, 1e-6)
    }
  })

  it('batches of one are M/G/1', () => {
    fc.assert(
      fc.property(load, fc.double({ min: 0, max: 5, noNaN: true }), (rho, scv) => {
        expectClose(batchMg1(rho, 1, 1, scv).meanWait, (rho * (1 + scv)) / (2 * (1 - rho)), 1e-12)
      }),
      fixed,
    )
  })

  it('a queue timeout of 0 is Erlang B, of very long M/M/c', () => {
    fc.assert(
      fc.property(load, servers, (rho, c) => {
        expectClose(queueTimeout(rho * c, 1, c, 0).timeoutProbability, erlangB(rho * c, c).blocking, 1e-9)
        const patient = queueTimeout(rho * c, 1, c, 1000)
        expect(patient.timeoutProbability).toBeLessThan(1e-12)
        expectClose(patient.utilisation, rho, 1e-9)
      }),
      fixed,
    )
  })

  it('a deadline: with cancellation fewer miss it than without; both vanish when it is long', () => {
    fc.assert(
      fc.property(load, fc.double({ min: 0.2, max: 5, noNaN: true }), (rho, deadline) => {
        const [cancelled, abandoned] = [
          sojournDeadline.cancelled(rho, 1, deadline),
          sojournDeadline.abandoned(rho, 1, deadline),
        ]
        expect(cancelled.timeoutProbability).toBeLessThan(abandoned.timeoutProbability)
        expectClose(cancelled.throughput, rho * (1 - cancelled.timeoutProbability), 1e-12)
        expect(cancelled.meanLatency).toBeLessThan(deadline)
      }),
      fixed,
    )
    expectClose(sojournDeadline.cancelled(0.5, 1, 200).meanLatency, mm1(0.5, 1).meanSojourn, 1e-9)
  })

  it('last come first served: its law integrates to the mean and the variance', () => {
    const q = mm1Lifo(0.6, 1)
    const above = (t: number): number => 1 - q.waitCdf(t)
    const first = integrate(above, 1e-9, 400, 1e-6)
    const second = integrate((t) => 2 * t * above(t), 1e-9, 400, 1e-4)
    expectClose(first, q.meanWait, 1e-4)
    expectClose(second - first * first, q.waitVariance, 1e-3)
    for (const p of quantiles) expectClose(q.waitCdf(q.waitQuantile(p)), p, 1e-9)
  })

  it('MVA of one station is the machine repairman, with one server and with several', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 5 }), (users, c) => {
        const [network, chain] = [mva(users, 3, [{ demand: 0.5, servers: c }]), closedLoop(users, 3, 0.5, c)]
        expectClose(network.throughput, chain.throughput, 1e-7)
        expectClose(network.meanResponse, chain.meanResponse, 1e-7)
      }),
      fixed,
    )
  })

  it('the response quantiles of a closed loop integrate to its mean', () => {
    for (const c of [1, 4]) {
      const q = closedLoop(20, 1, 0.1, c)
      expectClose(
        integrate((p) => q.responseQuantile(p), 0, 1 - 1e-9, 1e-6),
        q.meanResponse,
        2e-3,
      )
    }
  })

  it('a tandem is a Jackson network in a row, and its law a sum of exponentials', () => {
    const rates = [10, 12, 20]
    const row = jackson(
      rates.map((serviceRate, i) => ({
        external: i === 0 ? 8 : 0,
        serviceRate,
        servers: 1,
        routing: rates.map((_, j) => (j === i + 1 ? 1 : 0)),
      })),
    )
    expectClose(row.meanEndToEnd, tandem(8, rates).meanSojourn, 1e-12)
    const two = hypoexponentialCdf([2, 4])
    for (const t of [0.1, 1, 3]) expectClose(two(t), 1 - 2 * Math.exp(-2 * t) + Math.exp(-4 * t), 1e-9)
  })

  it('order statistics: the mean of the k-th of n is the integral of its survival', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 12 }), (a, b) => {
        const [need, among] = [Math.min(a, b), Math.max(a, b)]
        const kth = orderStatistics.kthOf(laws.exponential(1), need, among)
        expectClose(
          integrate((t) => 1 - kth.cdf(t), 0, 60, 1e-9),
          orderStatistics.exponentialMean(1, need, among),
          1e-6,
        )
      }),
      fixed,
    )
  })

  it('one choice is M/M/1; more choices wait less, replacement wastes some of them', () => {
    const wait = (choices: number, replacement: boolean): number =>
      shortestQueue({ rho: 0.6, servers: 3, choices, replacement }, 24).meanSojourn
    expectClose(wait(1, false), mm1(0.6, 1).meanSojourn, 1e-4)
    const ordered = [wait(3, false), wait(2, false), wait(2, true), wait(1, false)]
    expect(ordered).toEqual([...ordered].sort((a, b) => a - b))
  })
})

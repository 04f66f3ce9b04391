import { figure } from '../figure.ts'
import { measures } from '../measures.ts'
import { runLength } from '../run-length.ts'
import { type DocumentValue, scenarioText } from '../scenario-text.ts'
import { availability } from '../theory/availability.ts'
import type { Law } from '../theory/law.ts'
import { laws } from '../theory/laws.ts'
import { orderStatistics } from '../theory/order-statistics.ts'
import type { CaseFigure, VerifyCase } from '../verify-case.ts'
import { BIGTABLE_LEAF, TWO_SPEED_LEAF } from './leaf-laws.ts'
import { BARE_NETWORK } from './station.ts'

const m = measures()
const { of, relative, absolute } = figure
const OPERATION = 'root.search'
const RATE = 100

function text(requests: number, root: DocumentValue, leaf: DocumentValue, deadline?: string): string {
  return scenarioText({
    name: 'tail-at-scale',
    run: runLength.ofRequests(requests, RATE, 1),
    app: { root: { operations: { search: root } }, leaf: { operations: { work: leaf } } },
    deploy: {
      root: { modules: ['root'], runtime: 'event-loop', queue: 'unbounded' },
      leaf: { modules: ['leaf'], runtime: 'event-loop', queue: 'unbounded' },
    },
    network: BARE_NETWORK,
    workload: {
      clients: { arrivals: `poisson(${RATE}/s)`, call: OPERATION, ...(deadline === undefined ? {} : { deadline }) },
    },
  })
}

function fanOut(leaves: number): DocumentValue {
  return [{ parallel: { times: leaves, do: [{ call: 'leaf.work' }] } }]
}

/** The share of requests of which at least one leaf takes longer than a second, counted by a deadline of a second. */
function slowShare(id: string, slow: number, leaves: number, requests: number, quick: boolean): VerifyCase {
  const leaf = `mixture(${100 * (1 - slow)}%: 1ms, ${100 * slow}%: 2s)`
  return {
    id,
    family: 'fan-out',
    title: `At least one of ${leaves} leaves is slow, each with probability ${slow}`,
    source: 'Dean & Barroso, CACM 56(2) 2013',
    scenario: text(requests, fanOut(leaves), [{ io: leaf }], '1s'),
    quick,
    figures: () => [
      of('P_slow', orderStatistics.anySlow(slow, leaves), absolute(0.003), m.outcomeShare(OPERATION, 'deadline')),
    ],
  }
}

interface Slowest {
  readonly id: string
  readonly title: string
  /** Text and formula of the leaf, in milliseconds. */
  readonly text: string
  readonly law: Law
  readonly leaves: number
  readonly requests: number
  /** Quantiles to compare and the relative tolerance of each. */
  readonly quantiles: readonly (readonly [p: number, tolerance: number])[]
  readonly quick: boolean
}

/** The slowest of so many leaves. */
function slowest({ id, title, text: leaf, law, leaves, requests, quantiles, quick }: Slowest): VerifyCase {
  return {
    id,
    family: 'slowest of n',
    title: `${title}, n = ${leaves}`,
    source: 'order statistics: quantile_max(p) = Q(p^(1/n))',
    scenario: text(requests, fanOut(leaves), [{ io: leaf }]),
    quick,
    figures: () => {
      const maximum = orderStatistics.kthOf(law, leaves, leaves)
      return quantiles.map(
        ([p, tolerance]): CaseFigure =>
          of(
            `p${String(p).slice(2).padEnd(2, '0')}_ms`,
            maximum.quantile(p),
            relative(tolerance),
            figure.inMs(m.latencyQuantile(OPERATION, p)),
          ),
      )
    },
  }
}

const UNIFORM_LEAF = {
  title: 'Leaf 99 % U(5, 15) ms, 1 % U(1000, 1500) ms',
  text: 'mixture(99%: uniform(5ms, 15ms), 1%: uniform(1000ms, 1500ms))',
  law: laws.mixture([
    { share: 99, law: laws.uniform(5, 15) },
    { share: 1, law: laws.uniform(1000, 1500) },
  ]),
}
const LOGNORMAL_LEAF = {
  title: 'Lognormal leaf, median 10 ms, sigma 1',
  text: `lognormal(mu=${Math.log(10)}, sigma=1, unit=ms)`,
  law: laws.lognormal(10 * Math.exp(0.5), 1),
}
const LEAF_QUANTILES = [0.5, 0.9, 0.999].map((p) => [p, 0.02] as const)
const LOGNORMAL_QUANTILES = [
  [0.5, 0.03],
  [0.95, 0.03],
  [0.99, 0.03],
  [0.999, 0.06],
] as const

/** `count` calls in a row, or at once, each good with a probability. */
function chainOfCalls(id: string, count: number, each: number, tolerance: number, quick: boolean): VerifyCase {
  const good = availability.series(each, count)
  // Twice as many as the 95 % half-width of a share asks for.
  const requests = Math.ceil(2 * good * (1 - good) * (1.96 / tolerance) * (1.96 / tolerance))
  return {
    id,
    family: 'availability',
    title: `${count} serial dependencies, each ${each * 100} % available`,
    source: 'algebra: A^n',
    scenario: text(requests, [{ repeat: count, do: [{ call: 'leaf.work' }] }], [{ fail: literalShare(1 - each) }]),
    quick,
    figures: () => [of(`n${count}`, good, absolute(tolerance), m.outcomeShare(OPERATION, 'ok'))],
  }
}

function replicas(id: string, count: number, each: number, requests: number, tolerance: number): VerifyCase {
  return {
    id,
    family: 'availability',
    title: `${count} replicas, each ${each * 100} % available, one is enough`,
    source: 'algebra: 1 - (1 - A)^k',
    scenario: text(
      requests,
      [{ parallel: { times: count, do: [{ call: 'leaf.work' }] }, need: 'any' }],
      [{ fail: literalShare(1 - each) }],
    ),
    quick: false,
    figures: () => [
      of(`k${count}`, availability.parallel(each, count), absolute(tolerance), m.outcomeShare(OPERATION, 'ok')),
    ],
  }
}

function literalShare(share: number): string {
  return `${Number((100 * share).toPrecision(12))}%`
}

/** The tail at scale: fan-outs, slowest of many, availability of chains and replicas. */
export const tailCases: readonly VerifyCase[] = [
  slowShare('T-FAN-1', 0.01, 1, 200_000, true),
  slowShare('T-FAN-2', 0.01, 10, 100_000, true),
  slowShare('T-FAN-3', 0.01, 100, 105_000, false),
  slowShare('T-FAN-5', 0.0001, 2000, 66_000, false),
  slowest({ id: 'T-LEAF-1', ...UNIFORM_LEAF, leaves: 1, requests: 400_000, quantiles: LEAF_QUANTILES, quick: true }),
  slowest({ id: 'T-LEAF-10', ...UNIFORM_LEAF, leaves: 10, requests: 200_000, quantiles: LEAF_QUANTILES, quick: true }),
  slowest({
    id: 'T-LEAF-100',
    ...UNIFORM_LEAF,
    leaves: 100,
    requests: 60_000,
    quantiles: [...LEAF_QUANTILES, [0.99, 0.02]],
    quick: false,
  }),
  slowest({
    id: 'T-LN-1',
    ...LOGNORMAL_LEAF,
    leaves: 1,
    requests: 400_000,
    quantiles: LOGNORMAL_QUANTILES,
    quick: true,
  }),
  slowest({
    id: 'T-LN-50',
    ...LOGNORMAL_LEAF,
    leaves: 50,
    requests: 200_000,
    quantiles: LOGNORMAL_QUANTILES,
    quick: false,
  }),
  slowest({
    id: 'T-HX-1',
    ...TWO_SPEED_LEAF,
    leaves: 1,
    requests: 400_000,
    quantiles: [
      [0.5, 0.03],
      [0.99, 0.03],
      [0.999, 0.05],
    ],
    quick: true,
  }),
  slowest({
    id: 'T-HEDGE-PLAIN',
    ...BIGTABLE_LEAF,
    leaves: 1000,
    requests: 20_000,
    quantiles: [[0.5, 0.03]],
    quick: false,
  }),
  chainOfCalls('T-AVAIL-1-5', 5, 0.999, 0.001, true),
  chainOfCalls('T-AVAIL-1-10', 10, 0.999, 0.001, false),
  chainOfCalls('T-AVAIL-1-30', 30, 0.999, 0.001, true),
  chainOfCalls('T-AVAIL-1-100', 100, 0.999, 0.002, false),
  replicas('T-AVAIL-2-1', 1, 0.99, 400_000, 0.001),
  replicas('T-AVAIL-2-2', 2, 0.99, 1_000_000, 0.00005),
  replicas('T-AVAIL-2-3', 3, 0.99, 2_000_000, 0.000005),
]

import { figure } from '../figure.ts'
import { literal } from '../literal.ts'
import { measures } from '../measures.ts'
import { runLength } from '../run-length.ts'
import { scenarioText } from '../scenario-text.ts'
import { mmc } from '../theory/mmc.ts'
import { sojournDeadline } from '../theory/sojourn-deadline.ts'
import type { VerifyCase } from '../verify-case.ts'
import { BARE_NETWORK } from './station.ts'

const { of, relative, absolute } = figure

/**
 * A pool of connections to a store that itself never queues, and a store of few workers behind connections without end:
 * in either the narrow place is the M/M/c.
 */
function connectionPool(id: string, arrivalRate: number, serviceRate: number, connections: number): VerifyCase {
  const q = mmc(arrivalRate, serviceRate, connections)
  const [pool, store] = [measures('pool'), measures('store')]
  return {
    id,
    family: 'connection pool',
    title: `${connections} connections, then ${connections} store workers, ${arrivalRate}/s at ${serviceRate}/s each`,
    source: 'Erlang C; Kleinrock, Queueing Systems vol. 1',
    scenario: scenarioText({
      name: 'connection-pool',
      run: runLength.ofQueue({
        rate: arrivalRate,
        rho: q.utilisation,
        servers: connections,
        accuracy: 0.022,
        most: 1e6,
      }),
      app: { shop: { owns: { products: {} }, operations: { look: [{ read: 'products' }] } } },
      deploy: { shop: { modules: ['shop'], runtime: 'event-loop', queue: 'unbounded' } },
      stores: {
        main: {
          kind: 'sql',
          holds: 'all',
          read: literal.exponential(1 / serviceRate),
        },
      },
      network: BARE_NETWORK,
      workload: { clients: { arrivals: `poisson(${literal.perSecond(arrivalRate)})`, call: 'shop.look' } },
      variants: {
        pool: { stores: { main: { connections, concurrency: 10 * connections } } },
        store: { stores: { main: { connections: 10_000, concurrency: connections } } },
      },
    }),
    quick: true,
    figures: () => [
      of('pool.C', q.waitProbability, relative(0.02), pool.poolWaitedShare('main')),
      of('pool.Wq', q.meanWait, relative(0.05), pool.poolWaitMean('main')),
      of('pool.wait_p95', q.waitQuantile(0.95), relative(0.04), pool.poolWaitQuantile('main', 0.95)),
      of('pool.W', q.meanSojourn, relative(0.03), pool.latencyMean('shop.look')),
      of('pool.p99', q.sojournQuantile(0.99), relative(0.06), pool.latencyQuantile('shop.look', 0.99)),
      of('store.C', q.waitProbability, relative(0.02), store.waitedShare('main')),
      of('store.Wq', q.meanWait, relative(0.05), store.waitMean('main')),
      of('store.W', q.meanSojourn, relative(0.03), store.latencyMean('shop.look')),
    ],
  }
}

/**
 * A thread is held while it waits downstream: the front is an M/M/c whose service happens elsewhere. Folded into one
 * process the call is a function call and the law the same.
 */
function heldSlot(id: string, arrivalRate: number, serviceRate: number, threads: number): VerifyCase {
  const q = mmc(arrivalRate, serviceRate, threads)
  const units = { split: 'front', folded: 'both' }
  return {
    id,
    family: 'held slot',
    title: `${threads} threads that wait downstream, ${arrivalRate}/s at ${serviceRate}/s; split and folded`,
    source: 'Erlang C; Kleinrock, Queueing Systems vol. 1',
    scenario: scenarioText({
      name: 'held-slot',
      run: runLength.ofQueue({ rate: arrivalRate, rho: q.utilisation, servers: threads, accuracy: 0.022, most: 1e6 }),
      app: {
        front: { operations: { serve: [{ call: 'back.work' }] } },
        back: { operations: { work: [{ io: literal.exponential(1 / serviceRate) }] } },
      },
      network: BARE_NETWORK,
      workload: { clients: { arrivals: `poisson(${literal.perSecond(arrivalRate)})`, call: 'front.serve' } },
      variants: {
        split: {
          deploy: {
            front: { modules: ['front'], runtime: `threads(${threads})`, queue: 'unbounded' },
            back: { modules: ['back'], runtime: `threads(${10 * threads})`, queue: 'unbounded' },
          },
        },
        folded: { deploy: { both: { modules: 'all', runtime: `threads(${threads})`, queue: 'unbounded' } } },
      },
    }),
    quick: true,
    figures: () =>
      Object.entries(units).flatMap(([name, unit]) => [
        of(`${name}.C`, q.waitProbability, relative(0.02), measures(name).waitedShare(unit)),
        of(`${name}.W`, q.meanSojourn, relative(0.03), measures(name).latencyMean('front.serve')),
        of(`${name}.p99`, q.sojournQuantile(0.99), relative(0.06), measures(name).latencyQuantile('front.serve', 0.99)),
      ]),
  }
}

/** A timeout counts from the wait for a connection on: with one connection the pool is an M/M/1 with a deadline. */
function timeoutInPool(id: string, arrivalRate: number, serviceRate: number, timeout: number): VerifyCase {
  const q = sojournDeadline.cancelled(arrivalRate, serviceRate, timeout)
  const m = measures()
  return {
    id,
    family: 'connection pool',
    title: `One connection, timeout ${timeout} s, ${arrivalRate}/s at ${serviceRate}/s`,
    source: 'Barrer 1957 / level crossing',
    scenario: scenarioText({
      name: 'timeout-in-the-pool',
      run: runLength.ofRequests(500_000, arrivalRate, 100 / serviceRate + 10 * timeout),
      app: { shop: { owns: { products: {} }, operations: { look: [{ read: 'products' }] } } },
      deploy: { shop: { modules: ['shop'], runtime: 'event-loop', queue: 'unbounded' } },
      stores: {
        main: {
          kind: 'sql',
          holds: 'all',
          connections: 1,
          concurrency: 10,
          read: literal.exponential(1 / serviceRate),
        },
      },
      network: BARE_NETWORK,
      workload: { clients: { arrivals: `poisson(${literal.perSecond(arrivalRate)})`, call: 'shop.look' } },
      policies: [{ on: 'shop -> main', timeout: literal.seconds(timeout), cancel: true }],
    }),
    quick: true,
    figures: () => [
      of('P_timeout', q.timeoutProbability, absolute(0.004), m.outcomeShare('shop.look', 'timeout')),
      of('W_good', q.meanLatency, relative(0.01), m.latencyMean('shop.look')),
    ],
  }
}

/** Bounded things that requests hold. */
export const resourceCases: readonly VerifyCase[] = [
  connectionPool('Q-POOL-1', 400, 100, 5),
  timeoutInPool('Q-POOL-TO', 8, 10, 0.5),
  heldSlot('Q-HELD-1', 240, 100, 3),
]

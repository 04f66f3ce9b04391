import { figure } from '../figure.ts'
import { literal } from '../literal.ts'
import { measures } from '../measures.ts'
import { runLength } from '../run-length.ts'
import { scenarioText } from '../scenario-text.ts'
import { mmc } from '../theory/mmc.ts'
import type { VerifyCase } from '../verify-case.ts'
import { BARE_NETWORK } from './station.ts'

const { of, relative } = figure

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

/** Bounded things that requests hold. */
export const resourceCases: readonly VerifyCase[] = [connectionPool('Q-POOL-1', 400, 100, 5)]

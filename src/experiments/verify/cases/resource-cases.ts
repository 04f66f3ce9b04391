import { figure } from '../figure.ts'
import { literal } from '../literal.ts'
import { measures } from '../measures.ts'
import { runLength } from '../run-length.ts'
import { scenarioText } from '../scenario-text.ts'
import { mmc } from '../theory/mmc.ts'
import type { VerifyCase } from '../verify-case.ts'
import { BARE_NETWORK } from './station.ts'

const m = measures()
const { of, relative } = figure

/** A pool of connections to a store that itself never queues: the pool is the M/M/c. */
function connectionPool(id: string, arrivalRate: number, serviceRate: number, connections: number): VerifyCase {
  const q = mmc(arrivalRate, serviceRate, connections)
  return {
    id,
    family: 'connection pool',
    title: `A pool of ${connections} connections, reads ${arrivalRate}/s at ${serviceRate}/s each`,
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
          connections,
          concurrency: 10 * connections,
          read: literal.exponential(1 / serviceRate),
        },
      },
      network: BARE_NETWORK,
      workload: { clients: { arrivals: `poisson(${literal.perSecond(arrivalRate)})`, call: 'shop.look' } },
    }),
    quick: true,
    figures: () => [
      of('C', q.waitProbability, relative(0.02), m.poolWaitedShare('main')),
      of('Wq', q.meanWait, relative(0.05), m.poolWaitMean('main')),
      of('wait_p95', q.waitQuantile(0.95), relative(0.04), m.poolWaitQuantile('main', 0.95)),
      of('W', q.meanSojourn, relative(0.03), m.latencyMean('shop.look')),
      of('p99', q.sojournQuantile(0.99), relative(0.06), m.latencyQuantile('shop.look', 0.99)),
    ],
  }
}

/** Bounded things that requests hold. */
export const resourceCases: readonly VerifyCase[] = [connectionPool('Q-POOL-1', 400, 100, 5)]

import { figure } from '../figure.ts'
import { measures } from '../measures.ts'
import { runLength } from '../run-length.ts'
import { scenarioText } from '../scenario-text.ts'
import { redundancy } from '../theory/redundancy.ts'
import type { VerifyCase } from '../verify-case.ts'
import { BARE_NETWORK } from './station.ts'

const { of, relative } = figure
const OPERATION = 'server.work'
/** Seconds, each as long as a mean service. */
const WARMUP = 60

interface Redundancy {
  readonly id: string
  readonly servers: number
  readonly copies: number
  /** Per server and second; a server does one a second. */
  readonly lambda: number
  readonly requests: number
  readonly quick: boolean
}

/** Every request copied at once to several servers; the first answer cancels the others, without delay. */
function redundant({ id, servers, copies, lambda, requests, quick }: Redundancy): VerifyCase {
  const rate = servers * lambda
  return {
    id,
    family: 'Redundancy-d',
    title: `${copies} copies of each request on ${servers} servers, ${100 * lambda} % busy without copies`,
    source: 'Gardner et al., Operations Research 2017',
    scenario: scenarioText({
      name: 'redundancy',
      run: runLength.ofRequests(requests, rate, WARMUP),
      app: { server: { operations: { work: [{ cpu: 'exp(1s)' }] } } },
      deploy: {
        server: {
          modules: ['server'],
          instances: servers,
          runtime: 'threads(1)',
          cores: 1,
          queue: 'unbounded',
          balance: 'random',
        },
      },
      network: BARE_NETWORK,
      workload: { clients: { arrivals: `poisson(${rate}/s)`, call: OPERATION } },
      policies: [{ on: 'clients -> server', hedge: { after: '1ns', attempts: copies, cancel: true } }],
    }),
    quick,
    figures: () => [
      of('T_s', redundancy(servers, copies, lambda, 1), relative(0.03), measures().latencyMean(OPERATION)),
    ],
  }
}

export const redundancyCases: readonly VerifyCase[] = [
  redundant({ id: 'Q-RED-1', servers: 10, copies: 2, lambda: 0.7, requests: 100_000, quick: true }),
  redundant({ id: 'Q-RED-3OF6', servers: 6, copies: 3, lambda: 0.5, requests: 100_000, quick: false }),
]

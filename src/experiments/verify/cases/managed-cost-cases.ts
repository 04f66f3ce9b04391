import { requestCost, transitionCost } from '../../../metrics/cost/managed.ts'
import { businessMeasures } from '../business-measures.ts'
import { figure } from '../figure.ts'
import type { Measure } from '../measure.ts'
import { runLength } from '../run-length.ts'
import { type DocumentValue, scenarioText } from '../scenario-text.ts'
import type { VerifyCase } from '../verify-case.ts'
import { BARE_NETWORK } from './station.ts'

const { of, relative } = figure
const ORDERS = 1e6
const LEGS = 8
const HOPS = 4
const RATE = 10

/** Each hop is a command and its answer, each sent, received and deleted: six requests. */
const EVENTS = Array.from({ length: HOPS }, (_, i) => [`hop${i + 1}.asked`, `hop${i + 1}.done`] as const)

/** A shop that asks one service after the other, by calls of a transaction or by messages. */
function shop(): DocumentValue {
  const on = EVENTS.map(([, done], i): [string, DocumentValue] => {
    const next = EVENTS[i + 1]
    return [done, next === undefined ? [] : [{ publish: next[0] }]]
  })
  return {
    operations: {
      order: [
        {
          transaction: 'order',
          steps: Array.from({ length: LEGS }, (_, i) => ({
            call: `service${(i % HOPS) + 1}.work`,
            undo: `service${(i % HOPS) + 1}.undo`,
          })),
        },
      ],
      tell: [{ publish: 'hop1.asked' }],
    },
    on: Object.fromEntries<DocumentValue>(on),
  }
}

/** For a million orders, at the prices of the price book. */
const transitions: Measure = (runs) =>
  transitionCost(businessMeasures().perTransaction('order', 'calls')(runs) * ORDERS)

const requests: Measure = (runs) => {
  const { paidRequests, messageCount } = businessMeasures()
  const perOrder = paidRequests(runs) / messageCount('hop1.asked', 'published')(runs)
  return requestCost({ standard: perOrder * ORDERS, fifo: 0 })
}

const bills: VerifyCase = {
  id: 'P-SFN-1',
  family: 'managed services',
  title: 'A million orders: 8 state transitions each, or 4 hops of 6 requests to a queue',
  source: 'list prices of us-east-1 as in the price book',
  scenario: scenarioText({
    name: 'managed-order',
    run: runLength.ofRequests(40_000, 2 * RATE, 1, 10),
    app: {
      shop: shop(),
      ...(Object.fromEntries(
        EVENTS.map(([asked, done], i) => [
          `service${i + 1}`,
          { operations: { work: [], undo: [] }, on: { [asked]: [{ publish: done }] } },
        ]),
      ) as { readonly [module: string]: DocumentValue }),
    },
    deploy: { 'each-module': { runtime: 'event-loop', queue: 'unbounded' } },
    brokers: { queue: { kind: 'sqs', publish: '0s' } },
    // What is received together would be paid once.
    events: { 'hop*': { size: '1KiB', batch: 1, wait: '20s', duplicates: '0%' } },
    network: { ...BARE_NETWORK },
    workload: {
      callers: { arrivals: `poisson(${RATE}/s)`, call: 'shop.order' },
      tellers: { arrivals: `poisson(${RATE}/s)`, call: 'shop.tell' },
    },
    transactions: { order: { saga: 'orchestrated', engine: 'step-functions', log: 'memory' } },
  }),
  quick: true,
  figures: () => [of('step_functions', 200, relative(0.001), transitions), of('sqs', 9.6, relative(0.001), requests)],
}

/** What is paid by use. */
export const managedCostCases: readonly VerifyCase[] = [bills]

import { businessMeasures } from '../business-measures.ts'
import { figure } from '../figure.ts'
import { literal } from '../literal.ts'
import type { Measure } from '../measure.ts'
import { measures } from '../measures.ts'
import { type RunText, runLength } from '../run-length.ts'
import { type DocumentValue, scenarioText } from '../scenario-text.ts'
import { bulkService } from '../theory/bulk-service.ts'
import { vacationWait } from '../theory/vacations.ts'
import type { CaseFigure, VerifyCase } from '../verify-case.ts'
import { BARE_NETWORK } from './station.ts'

const { of, relative, ratio, times } = figure
const [EVENT, HANDLES] = ['told', 'told -> worker']
const m = measures()
const b = businessMeasures()

interface PolledText {
  readonly name: string
  readonly run: RunText
  readonly rate: number
  readonly handler: DocumentValue
  /** How messages are received: `batch`, `wait`. */
  readonly event: { readonly [field: string]: DocumentValue }
  /** How messages are handled: `concurrency`, `pause`. */
  readonly consumer: { readonly [field: string]: DocumentValue }
  readonly faults?: DocumentValue
}

/** Somebody who tells, a queue that takes no time, and a consumer that polls it. */
function polledText({ name, run, rate, handler, event, consumer, faults }: PolledText): string {
  return scenarioText({
    name,
    run,
    app: {
      teller: { operations: { tell: [{ publish: EVENT }] } },
      worker: { on: { [EVENT]: handler } },
    },
    deploy: { 'each-module': { runtime: 'event-loop', queue: 'unbounded' } },
    brokers: { queue: { kind: 'sqs', publish: '0s' } },
    events: { [EVENT]: { duplicates: '0%', visibility: '12h', ...event } },
    consumers: [{ on: '* -> *', ...consumer }],
    network: { ...BARE_NETWORK },
    workload: { clients: { arrivals: `poisson(${rate}/s)`, call: 'teller.tell' } },
    ...(faults === undefined ? {} : { faults }),
  })
}

/** Mean number of messages that nobody has received yet, by Little's law from what the run says of its parts. */
function waiting(rate: number, wait: Measure): Measure {
  return times(rate, wait)
}

const BULK = { rate: 30, mu: 10, most: 5 } as const

/** What is received together comes after the time of one service, and is handled in no time. */
const bulk: VerifyCase = {
  id: 'Q-BULK-1',
  family: 'batch consumer',
  title: 'A consumer that receives up to 5 messages at a time, each time in Exp(0.1 s), by long polling',
  source: 'M/M^[1,b]/1: Bailey 1954',
  scenario: polledText({
    name: 'batch-consumer',
    run: runLength.ofQueue({ rate: BULK.rate, rho: 0.6, accuracy: 0.015 }),
    rate: BULK.rate,
    handler: [],
    event: { batch: BULK.most, wait: '20s' },
    consumer: { concurrency: 100_000 },
    faults: [
      {
        id: 'service',
        latency: 'worker -> queue',
        operation: 'queue.receive',
        direction: 'back',
        add: literal.exponential(1 / BULK.mu),
      },
    ],
  }),
  quick: true,
  figures: (): CaseFigure[] => {
    const { rate, mu, most } = BULK
    const q = bulkService(rate, mu, most)
    const batch = ratio(b.messageCount(EVENT, 'delivered'), m.offered('queue.receive'))
    const wait = b.messageTimeMean(HANDLES, 'endToEnd')
    return [
      of('W', q.response, relative(0.04), wait),
      of('mean_batch', q.batch, relative(0.04), batch),
      // Nobody is served while a receive waits at the queue.
      of('P_idle', q.idle, relative(0.04), (runs) => m.visitMean('queue')(runs) * m.visitRate('queue')(runs)),
      of(
        'Lq',
        q.waiting,
        relative(0.04),
        waiting(rate, (runs) => wait(runs) - 1 / mu),
      ),
    ]
  },
}

interface Polling {
  readonly id: string
  readonly rate: number
  readonly mu: number
  /** Its law, and the means of it and of its square; seconds. */
  readonly pause: string
  readonly mean: number
  readonly square: number
  readonly quick: boolean
}

/** Between two receives that bring nothing a short poller pauses. */
function vacation({ id, rate, mu, pause, mean, square, quick }: Polling): VerifyCase {
  return {
    id,
    family: 'polling consumer',
    title: `A consumer that handles one message after the other and pauses for ${pause} when it finds none`,
    source: 'M/M/1 with multiple vacations: Levy & Yechiali 1975, Fuhrmann & Cooper 1985',
    scenario: polledText({
      name: 'polling-consumer',
      run: runLength.ofQueue({ rate, rho: rate / mu, accuracy: 0.01 }),
      rate,
      handler: [{ io: literal.exponential(1 / mu) }],
      event: { batch: 1, wait: '0s' },
      consumer: { concurrency: 1, pause },
    }),
    quick,
    figures: () => {
      const wait = vacationWait(rate, mu, { mean, square })
      return [
        of('W', wait + 1 / mu, relative(0.03), b.messageTimeMean(HANDLES, 'endToEnd')),
        of('Wq', wait, relative(0.03), b.messageTimeMean(HANDLES, 'lag')),
      ]
    },
  }
}

/** Consumers that poll a queue. */
export const messagingCases: readonly VerifyCase[] = [
  bulk,
  vacation({ id: 'Q-VAC-1', rate: 5, mu: 10, pause: '1s', mean: 1, square: 1, quick: true }),
  vacation({ id: 'Q-VAC-EXP', rate: 6, mu: 10, pause: 'exp(400ms)', mean: 0.4, square: 2 * 0.4 * 0.4, quick: false }),
]

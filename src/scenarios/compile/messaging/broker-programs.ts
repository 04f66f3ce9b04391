import { StepKind } from '../../../sim/plan.ts'
import { type DraftProgram, type DraftStep, draftStep, endStep, NOTHING } from '../draft-program.ts'
import type { EdgeTable } from '../edge-table.ts'
import { callKey, type RemoteCall } from '../remote-call.ts'
import { callInside, callToBroker, callToHandler, unitsThatCall } from './broker-calls.ts'
import { isUnit, type Mail, type PlacedBroker, type PlacedSubscription, talksInside } from './mail.ts'
import { SIGNAL } from './signal.ts'

/** What each kind of broker offers; those of the second list are for its own nodes only. */
const OFFERS = {
  rabbitmq: [['publish'], ['replicate', 'route']],
  sqs: [['publish', 'receive', 'delete'], []],
  kafka: [['publish', 'fetch', 'coordinate'], ['replicate']],
  'in-process': [[], []],
} as const

/** What takes the time of storing messages. */
const STORING: readonly string[] = ['publish', 'replicate']

/** What a unit does with a broker: publishes, and receives what its modules handle. */
const PUBLISHING: readonly string[] = ['publish']

/**
 * Programs of all brokers, and of the units at them: what brokers do, and the steps with which their parts call. See
 * `ComponentSteps` for how they are found.
 */
export function brokerPrograms(mail: Mail, edges: EdgeTable): DraftProgram[] {
  return mail.brokers.flatMap((broker) => {
    const calls = new Calls(broker, mail, edges)
    if (!isUnit(broker)) return broker.handlers.flatMap(({ unit }) => calls.ofUnit(unit))
    const [offered, inside] = OFFERS[broker.template.rules.kind]
    const own = talksInside(broker) ? [...offered, ...inside] : offered
    return [
      ...own.map((verb) => offer(broker, verb)),
      ...calls.ofBroker(talksInside(broker) ? inside : []),
      ...unitsThatCall(broker).flatMap((unit) => calls.ofUnit(unit)),
    ]
  })
}

function offer({ name: unit, template, path }: PlacedBroker, verb: string): DraftProgram {
  const name = `${unit}.${verb}`
  const place = [...path, 'publish']
  const takes = template.publish.distribution
  const steps: DraftStep[] = []
  if (STORING.includes(verb) && takes.mean > 0)
    steps.push(draftStep(StepKind.io, `${name}[0]`, place, { amount: takes }))
  steps.push(draftStep(StepKind.deliver, `${name}.deliver`, path), endStep(name, path))
  return { name, unit, operation: true, idempotent: true, answer: SIGNAL, steps, place: path }
}

/** Writes the steps of calls. */
class Calls {
  readonly #broker: PlacedBroker
  readonly #edges: EdgeTable
  readonly #subscriptions: readonly PlacedSubscription[]

  constructor(broker: PlacedBroker, mail: Mail, edges: EdgeTable) {
    this.#broker = broker
    this.#edges = edges
    this.#subscriptions = mail.subscriptions.filter(({ event }) => broker.events.includes(event))
  }

  /** What its nodes call: each other, and handlers if it pushes. */
  ofBroker(inside: readonly string[]): DraftProgram[] {
    const { name, handlers, template } = this.#broker
    const program = `${name}.replication`
    const within = inside.map((verb, index) =>
      this.#step(`${program}[${index}]`, `${name}.${verb}`, callInside(this.#broker)),
    )
    const pushed = template.rules.kind === 'rabbitmq' ? handlers.flatMap(({ unit }) => this.#handing(unit)) : []
    return within.length + pushed.length === 0 ? [] : [this.#program(program, name, [...within, ...pushed])]
  }

  /** What a unit calls: the broker, and its own handlers if it fetches messages itself. */
  ofUnit(unit: string): DraftProgram[] {
    const broker = this.#broker
    const { kind } = broker.template.rules
    const program = `${unit}.${broker.name}.replication`
    const publishes = broker.publishers.some((at) => at.unit === unit)
    const handles = broker.handlers.some((at) => at.unit === unit)
    const said = OFFERS[kind][0].filter((verb) => (PUBLISHING.includes(verb) ? publishes : handles))
    const asked = said.map((verb, index) =>
      this.#step(`${program}[${index}]`, `${broker.name}.${verb}`, callToBroker(broker, unit)),
    )
    const handed = kind === 'rabbitmq' ? [] : this.#handing(unit)
    return asked.length + handed.length === 0 ? [] : [this.#program(program, unit, [...asked, ...handed])]
  }

  /** The calls of the handlers of a unit, named after what is handled, so that all brokers make them draw the same. */
  #handing(unit: string): DraftStep[] {
    const handler = this.#broker.handlers.find((at) => at.unit === unit)
    if (handler === undefined) return []
    return this.#subscriptions.flatMap((subscription) =>
      subscription.unit === unit
        ? [this.#step(subscription.name, subscription.program, callToHandler(this.#broker, handler))]
        : [],
    )
  }

  #step(path: string, program: string, call: RemoteCall): DraftStep {
    const edge = this.#edges.edgeOf.get(callKey(call)) ?? ''
    return draftStep(StepKind.call, path, this.#broker.path, { program, edge, request: SIGNAL })
  }

  #program(name: string, unit: string, steps: readonly DraftStep[]): DraftProgram {
    const place = this.#broker.path
    const all = [...steps, endStep(name, place)]
    return { name, unit, operation: false, idempotent: true, answer: NOTHING, steps: all, place }
  }
}

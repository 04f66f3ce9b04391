import type { DocumentPath } from '../../problem.ts'
import type { Handler, Scenario } from '../../scenario.ts'
import type { DeedStep, HearStep, PublishStep, Step } from '../../step.ts'
import type { ChoreographedSaga } from '../../transaction.ts'
import { eventSettings } from '../messaging/settings-book.ts'
import type { Placement } from '../place-modules.ts'
import { reach, recordsWithin } from '../reach.ts'
import { resolveOperation } from '../resolve-operation.ts'
import { type FlatLeg, flatLegs } from './flat-legs.ts'
import type { TransactionPlace } from './transactions-of.ts'

type Says = HearStep['says']

/** What becomes of a choreographed saga in the app. */
export interface Choreography {
  /** What its step does: it publishes that the saga has begun. */
  readonly begins: readonly Step[]
  /** By module and event, what is done when that comes. */
  readonly handlers: readonly { readonly module: string; readonly event: string; readonly steps: readonly Step[] }[]
}

/** A leg with who does it, and what its events are called. */
interface Part extends FlatLeg {
  readonly index: number
  readonly module: string
  /** `inventory-reserve` */
  readonly name: string
}

const NOBODY = -1

/**
 * The events of a choreographed saga, and what its participants do with them. `place-order.begun` begins it;
 * `place-order.inventory-reserve.done`, `.failed` and `.undone` say what has become of a leg. A leg hears of those
 * before it, that they are done; of all that may fail while it is done or after, that they have failed; and of those
 * right after it, that they are undone. What nobody hears is not published.
 */
export function choreography(
  place: TransactionPlace,
  scenario: Scenario,
  placement: Placement,
  saga: ChoreographedSaga,
): Choreography {
  return new Score(place, scenario, placement, saga).all()
}

/** The handlers of a module with others before what they do themselves. */
export function withHandlers(
  on: Readonly<Record<string, Handler>>,
  handlers: Choreography['handlers'],
): Readonly<Record<string, Handler>> {
  const all: Record<string, Handler> = { ...on }
  for (const { event, steps } of handlers) {
    const known = all[event]
    all[event] = { ...known, steps: [...steps, ...(known?.steps ?? [])] }
  }
  return all
}

class Score {
  readonly #place: TransactionPlace
  readonly #scenario: Scenario
  readonly #placement: Placement
  readonly #settled: boolean
  readonly #parts: readonly Part[]

  constructor(place: TransactionPlace, scenario: Scenario, placement: Placement, { answer }: ChoreographedSaga) {
    this.#place = place
    this.#scenario = scenario
    this.#placement = placement
    this.#settled = answer === 'settled'
    const names = new Map<string, number>()
    this.#parts = flatLegs(place.step.steps).map((flat, index) => {
      const operation = resolveOperation(scenario, flat.leg.call, place.module)
      const plain = (operation?.name ?? flat.leg.call).replaceAll('.', '-')
      const times = (names.get(plain) ?? 0) + 1
      names.set(plain, times)
      return { ...flat, index, module: operation?.module ?? '', name: times === 1 ? plain : `${plain}-${times}` }
    })
  }

  all(): Choreography {
    const heard = [
      this.#event(
        NOBODY,
        'begun',
        this.#parts.filter(({ after }) => after.length === 0),
      ),
    ]
    for (const part of this.#parts) {
      const next = this.#parts.filter(({ after }) => after.includes(part.index))
      const before = this.#parts.filter(({ index }) => part.after.includes(index))
      const others = this.#parts.filter(({ index }) => index !== part.index && !this.#comesBefore(part.index, index))
      heard.push(
        this.#event(part.index, 'done', next, next.length === 0),
        this.#event(part.index, 'failed', others, true),
        this.#event(part.index, 'undone', before, part.after.length === 0),
      )
    }
    return { begins: [this.#publish(NOBODY, 'begun')], handlers: heard.flat() }
  }

  /** Whether leg `first` comes, at some distance, before leg `second`. */
  #comesBefore(first: number, second: number): boolean {
    const after = this.#parts[second]?.after ?? []
    return after.some((leg) => leg === first || this.#comesBefore(first, leg))
  }

  /** What is done about an event by the legs that hear it, and by the initiator, where it wants to know. */
  #event(from: number, says: Says, hearers: readonly Part[], ends = false): Choreography['handlers'][number][] {
    const event = this.#eventName(from, says)
    const steps = new Map<string, Step[]>()
    const add = (module: string, step: Step): void => {
      const own = steps.get(module) ?? []
      steps.set(module, own)
      own.push(step)
    }
    for (const part of hearers) add(part.module, this.#hear(part, from, says))
    if (ends && this.#settled) {
      const { step, module } = this.#place
      add(module, { kind: 'hear', hear: step.transaction, leg: NOBODY, from, says, answers: [] })
    }
    return [...steps].map(([module, own]) => ({ module, event, steps: own }))
  }

  #hear(part: Part, from: number, says: Says): HearStep {
    const { call, undo, request } = part.leg
    const deed = (text: string, phase: DeedStep['phase']): DeedStep => ({
      kind: 'deed',
      deed: this.#place.step.transaction,
      leg: part.index,
      phase,
      call: { kind: 'call', call: this.#fullName(text), optional: false, request },
      name: `${this.#stepName}.begin[${part.index}]${phase === 1 ? '.undo' : ''}`,
    })
    const answers = [
      this.#atOnce(part, 'done', [deed(call, 0)]),
      this.#said(part, 'failed'),
      this.#atOnce(part, 'undone', undo === undefined ? [] : [deed(undo, 1)]),
    ]
    return { kind: 'hear', hear: this.#place.step.transaction, leg: part.index, from, says, answers }
  }

  /** Doing something and saying so; as one local transaction, where the message goes through an outbox. */
  #atOnce(part: Part, says: Says, deeds: readonly DeedStep[]): readonly Step[] {
    const said = this.#said(part, says)
    const steps = [...deeds, ...said]
    const { outbox } = eventSettings(this.#scenario, this.#eventName(part.index, says)).settings
    if (said.length === 0 || deeds.length === 0 || outbox === undefined || outbox.kind === 'none') return steps
    const calls = deeds.map(({ call }) => call)
    const within = reach(this.#scenario, this.#placement, part.module, calls, this.#place.path)
    const records = recordsWithin(this.#scenario, within)
    return [{ kind: 'begin', begin: steps, retries: 3, optional: false, records }]
  }

  /** Publishes it, if anybody hears it. */
  #said(part: Part, says: Says): readonly Step[] {
    return this.#isHeard(part, says) ? [this.#publish(part.index, says)] : []
  }

  #isHeard({ index, after }: Part, says: Says): boolean {
    if (says === 'done') return this.#settled || this.#parts.some((other) => other.after.includes(index))
    if (says === 'undone') return this.#settled || after.length > 0
    return this.#settled || this.#parts.some((other) => other.index !== index && !this.#comesBefore(index, other.index))
  }

  #publish(from: number, says: Says): PublishStep {
    return { kind: 'publish', publish: this.#eventName(from, says), optional: false }
  }

  #eventName(from: number, says: Says): string {
    const { transaction } = this.#place.step
    return from === NOBODY ? `${transaction}.${says}` : `${transaction}.${this.#parts[from]?.name}.${says}`
  }

  /** Handlers are in other modules than the transaction is, so names say the module. */
  #fullName(text: string): string {
    return resolveOperation(this.#scenario, text, this.#place.module)?.name ?? text
  }

  /** What the step of the transaction is called, so that legs draw as in the other realisations. */
  get #stepName(): string {
    const { path, module } = this.#place
    const start = path.indexOf('steps')
    return `${module}.${path[start - 1]}${nameOf(path.slice(start + 1))}`
  }
}

/** `[2].choose[0][1]` */
function nameOf(path: DocumentPath): string {
  return path.map((part) => (typeof part === 'number' ? `[${part}]` : part === 'do' ? '' : `.${part}`)).join('')
}

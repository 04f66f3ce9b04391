import { durationText } from '../duration-text.ts'
import { conclude, findingsKept, type Judgement } from '../judgement.ts'
import type { SagaEvent, SagaFinding, SagaHistory, SagaLeg, SagaRule } from './saga-history.ts'

/** How to judge; all may be left out. */
export interface SagaOptions {
  /**
   * How long a saga may be open after it has begun and after the last fault, ns; `Infinity` for ever. Default: that.
   */
  readonly within?: number
  /** Most findings kept. Default: 5. */
  readonly keep?: number
}

/** `violations` counts a rule once for each saga that breaks it. */
export interface SagaJudgement extends Judgement<SagaEvent, SagaFinding> {
  /** Sagas that were open at the end and not yet too long: whether they are atomic was not decided. */
  readonly pending: number
}

/**
 * Whether sagas are atomic in their own way: each that has begun ends with all of its legs done, or (if its pivot is
 * not) with no leg done that can be undone, each undone after all that came after it; no leg is called after it has
 * turned round or done before those that it comes after; nothing is done or undone twice without being recognised;
 * none turns round past its pivot; none is open for longer than `within`. See `SagaRule`. What happens to a saga after
 * its end counts as well: a late effect leaves it halfway. `observed` counts sagas that ended, and those that are
 * stuck. Undecided when the only thing wrong is that some are still open. Cost: a step for each event, and one for
 * each leg of a saga.
 */
export function sagaAtomic(history: SagaHistory, options: SagaOptions = {}): SagaJudgement {
  const { within = Infinity, keep = findingsKept } = options
  const { legs, events, until, healed = 0 } = history
  const shape = new Map(legs.map((leg) => [leg.name, { leg, later: laterThan(leg.name, legs) }]))
  const sagas = new Map<string, Saga>()
  for (const event of events) {
    const known = sagas.get(event.saga)
    const saga = known ?? new Saga(shape, event)
    if (known === undefined) sagas.set(event.saga, saga)
    saga.take(event)
  }
  const findings: SagaFinding[] = []
  let [observed, violations, pending, steps] = [0, 0, 0, events.length]
  for (const [name, saga] of sagas) {
    steps += legs.length
    const due = Math.max(saga.begun, healed) + within
    const stuck = (saga.ended ?? until) > due
    if (saga.ended !== undefined || stuck) observed++
    else pending++
    for (const [rule, sentence] of saga.broken(name, stuck ? within : undefined)) {
      if (violations++ < keep) findings.push({ rule, key: name, sentence, evidence: saga.events })
    }
  }
  const undecided = pending === 0 ? null : `${pending} were still open at the end, and not yet for too long`
  const well = `${observed} sagas, each with all of its legs done or none`
  const gathered = { observed, violations, findings, steps, undecided, well }
  return { ...conclude<SagaEvent, SagaFinding>(gathered), pending }
}

interface Shape {
  readonly leg: SagaLeg
  /** Legs that come after it, directly or not. */
  readonly later: ReadonlySet<string>
}

function laterThan(name: string, legs: readonly SagaLeg[]): ReadonlySet<string> {
  const found = new Set<string>()
  const open = [name]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const leg of legs) {
      if (found.has(leg.name) || leg.after?.includes(next) !== true) continue
      found.add(leg.name)
      open.push(leg.name)
    }
  }
  return found
}

class Saga {
  readonly events: SagaEvent[] = []
  readonly begun: number
  ended: number | undefined
  readonly #shape: ReadonlyMap<string, Shape>
  readonly #done = new Set<string>()
  /** Legs that were done at some time. */
  readonly #ever = new Set<string>()
  readonly #broken = new Map<SagaRule, string>()
  #turned = false
  #fixed = false

  constructor(shape: ReadonlyMap<string, Shape>, first: SagaEvent) {
    this.#shape = shape
    this.begun = first.at
  }

  take(event: SagaEvent): void {
    this.events.push(event)
    const { kind, at, saga, leg = '' } = event
    const when = durationText(at)
    if (kind === 'ended') this.ended ??= at
    if (kind === 'turned') {
      this.#turned = true
      if (this.#fixed) this.#note('pivot', `${saga} turned round at ${when}, past its pivot`)
    }
    if (kind === 'called' && this.#turned) {
      this.#note('late', `${leg} of ${saga} was called at ${when}, after it had turned round`)
    }
    if (kind === 'done') this.#did(saga, leg, when)
    if (kind === 'undone') this.#undid(saga, leg, when)
  }

  /** What is wrong, when all is known; `stuckFor`: it was open for longer than that. */
  broken(name: string, stuckFor: number | undefined): ReadonlyMap<SagaRule, string> {
    if (stuckFor !== undefined) this.#note('stuck', `${name} was open for more than ${durationText(stuckFor)}`)
    if (this.ended === undefined) return this.#broken
    const legs = [...this.#shape.values()].map(({ leg }) => leg)
    const standing = legs.filter((leg) => this.#done.has(leg.name))
    const undoable = standing.filter((leg) => leg.undoable !== false)
    if (standing.length === legs.length || (undoable.length === 0 && !this.#fixed)) return this.#broken
    const [has, lacks] = [standing, legs.filter((leg) => !this.#done.has(leg.name))].map((some) =>
      some.map((leg) => leg.name).join(', '),
    )
    this.#note('halfway', `${name} ended with ${has} done${lacks === '' ? '' : ` and ${lacks} not`}`)
    return this.#broken
  }

  #did(saga: string, leg: string, when: string): void {
    if (this.#done.has(leg)) this.#note('twice', `${leg} of ${saga} was done again at ${when}`)
    const of = this.#shape.get(leg)?.leg
    const missing = of?.after?.find((other) => !this.#ever.has(other))
    if (missing !== undefined) this.#note('early', `${leg} of ${saga} was done at ${when}, before ${missing}`)
    this.#done.add(leg)
    this.#ever.add(leg)
    if (of?.pivot === true) this.#fixed = true
  }

  #undid(saga: string, leg: string, when: string): void {
    if (!this.#done.delete(leg)) this.#note('twice', `${leg} of ${saga} was undone at ${when}, when it was not done`)
    const later = [...(this.#shape.get(leg)?.later ?? [])].find((other) => {
      return this.#done.has(other) && this.#shape.get(other)?.leg.undoable !== false
    })
    if (later !== undefined) this.#note('order', `${leg} of ${saga} was undone at ${when}, before ${later}`)
  }

  #note(rule: SagaRule, sentence: string): void {
    if (!this.#broken.has(rule)) this.#broken.set(rule, sentence)
  }
}

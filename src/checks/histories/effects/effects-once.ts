import { durationText } from '../duration-text.ts'
import { conclude, findingsKept, type Judgement } from '../judgement.ts'
import type { EffectEvent, EffectFinding, EffectHistory, EffectPromise, EffectRule } from './effect-history.ts'

/** How to judge; all may be left out. */
export interface EffectOptions {
  /** Most findings kept. Default: 5. */
  readonly keep?: number
}

/**
 * Whether each thing that was asked for was done as often as promised, counting an effect that was taken back as none:
 *
 * * `at-most-once`: nothing is done while it stands already, and nothing that nobody had asked for;
 * * `at-least-once`: whatever its caller was told is done was done at some time, and nothing unasked;
 * * `exactly-once`: both; besides, what its caller was told is not done does not stand at the end, and nothing is taken
 *   back that does not stand.
 *
 * `observed` counts effects; of `at-least-once` ids whose caller was told that they are done; of `exactly-once` both.
 * Where the history is unfinished, what is missing is undecided. Each rule counts an id once. Cost: two steps an event.
 */
export function effectsOnce(
  history: EffectHistory,
  promise: EffectPromise,
  options: EffectOptions = {},
): Judgement<EffectEvent, EffectFinding> {
  const { keep = findingsKept } = options
  const { events, unfinished = false } = history
  const [most, least] = [promise !== 'at-least-once', promise !== 'at-most-once']
  const exactly = most && least
  const findings: EffectFinding[] = []
  let [observed, violations, steps, pending] = [0, 0, 0, 0]
  const things = new Map<string, Thing>()
  for (const event of events) {
    steps++
    const known = things.get(event.id)
    const thing = known ?? new Thing(event.id)
    if (known === undefined) things.set(event.id, thing)
    thing.take(event)
    if (event.kind === 'effect' && most) observed++
  }
  const rules = new Set<EffectRule>([
    'unasked',
    ...(most ? (['again'] as const) : []),
    ...(least ? (['missing'] as const) : []),
    ...(exactly ? (['refused', 'undone-before-done'] as const) : []),
  ])
  for (const thing of things.values()) {
    steps += thing.events.length
    if (least && thing.told === 'ok') observed++
    for (const [rule, sentence] of thing.broken()) {
      if (!rules.has(rule)) continue
      if (rule === 'missing' && unfinished) pending++
      else if (violations++ < keep) findings.push({ rule, key: thing.id, sentence, evidence: thing.events })
    }
  }
  const undecided =
    pending === 0 ? null : `${pending} were still under way at the end, of those told that they are done`
  const well = `${things.size} things, each done ${promise.replaceAll('-', ' ')}`
  return conclude<EffectEvent, EffectFinding>({ observed, violations, findings, steps, undecided, well })
}

/** One logical id. */
class Thing {
  readonly id: string
  readonly events: EffectEvent[] = []
  told: EffectEvent['outcome'] | undefined
  #asked = false
  #standing = 0
  #effects = 0
  readonly #broken = new Map<EffectRule, string>()

  constructor(id: string) {
    this.id = id
  }

  take(event: EffectEvent): void {
    const { kind, at, outcome = 'ok' } = event
    this.events.push(event)
    if (kind === 'asked') this.#asked = true
    // A later answer does not take back what an earlier one has said.
    if (kind === 'told' && (this.told === undefined || this.told === 'info')) this.told = outcome
    if (kind === 'effect') {
      if (!this.#asked) this.#note('unasked', `${this.id} was done at ${durationText(at)}, and nobody had asked for it`)
      if (this.#standing > 0) this.#note('again', `${this.id} was done again at ${durationText(at)}`)
      this.#standing++
      this.#effects++
    }
    if (kind !== 'undone') return
    if (this.#standing > 0) this.#standing--
    else this.#note('undone-before-done', `${this.id} was undone at ${durationText(at)}, when it was not done`)
  }

  /** What is wrong, when all is known. */
  broken(): ReadonlyMap<EffectRule, string> {
    if (this.told === 'ok' && this.#effects === 0) {
      this.#note('missing', `${this.id} was never done, though its caller was told that it was`)
    }
    if (this.told === 'fail' && this.#standing > 0) {
      this.#note('refused', `${this.id} is done, though its caller was told that it is not`)
    }
    return this.#broken
  }

  #note(rule: EffectRule, sentence: string): void {
    if (!this.#broken.has(rule)) this.#broken.set(rule, sentence)
  }
}

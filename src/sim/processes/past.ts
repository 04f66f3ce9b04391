import type { ProcessCause } from '../process-plan.ts'
import type { Act } from './act.ts'
import { causeText } from './cause-text.ts'
import { jsonText } from './json-text.ts'

/** One act on the way to a violation, as plain data. */
export interface StoryStep {
  /** ns */
  readonly time: number
  readonly node: number
  /** `message "vote" from 2` */
  readonly cause: string
  /** What came with it, as JSON: the fields of the message, the key of the request; empty for nothing. */
  readonly content: string
}

/** An act without the states, which would be kept with it. */
type PastAct = Omit<Act, 'before' | 'after'>

/** Acts that are kept; what led to a later one is told as far as it is among them. */
const KEPT = 4096
/** Acts of a chain, of the last ones, and of the last ones of one node, at most. */
const CHAIN = 12
const LAST = 24
const OWN = 5

/** What the nodes of a process have done lately, and which of it led to which. */
export class Past {
  readonly #acts: PastAct[] = []

  /** An act has taken place; they come in the order of their numbers. */
  add({ number, time, node, cause, parent }: Act): void {
    this.#acts[number % KEPT] = { number, time, node, cause, parent }
  }

  /**
   * What led to an act, and at the end that act: each one has sent the message, or set the timer, that made the next
   * node act. It begins with a start, a request, or the second last round of a timer that sets itself again.
   */
  chain(number: number): readonly StoryStep[] {
    const chain: PastAct[] = []
    let act = this.#at(number)
    while (act !== undefined && chain.length < CHAIN) {
      chain.push(act)
      const parent = this.#at(act.parent)
      act = parent !== undefined && isRound(act, parent) ? undefined : parent
    }
    return chain.toReversed().map(stepOf)
  }

  /** The last acts of all nodes up to and with this one. */
  last(number: number): readonly StoryStep[] {
    const from = Math.max(0, number + 1 - LAST)
    return Array.from({ length: number + 1 - from }, (_, i) => this.#at(from + i)).flatMap((act) =>
      act === undefined ? [] : [stepOf(act)],
    )
  }

  /** What the node of an act did before it, the last of it, in order. */
  before(number: number): readonly StoryStep[] {
    const own: PastAct[] = []
    const node = this.#at(number)?.node
    let act = this.#at(number - 1)
    while (act !== undefined && own.length < OWN) {
      if (act.node === node) own.push(act)
      act = this.#at(act.number - 1)
    }
    return own.toReversed().map(stepOf)
  }

  #at(number: number): PastAct | undefined {
    const act = this.#acts[number % KEPT]
    return act?.number === number ? act : undefined
  }
}

/** Whether a timer was set when it went off the last time: going on would only tell of its rounds. */
function isRound({ node, cause }: PastAct, parent: PastAct): boolean {
  const before = parent.cause
  return cause.kind === 'timer' && before.kind === 'timer' && before.name === cause.name && parent.node === node
}

function stepOf({ time, node, cause }: PastAct): StoryStep {
  return { time, node, cause: causeText(cause), content: contentOf(cause) }
}

function contentOf(cause: ProcessCause): string {
  if (cause.kind === 'request') return jsonText({ key: cause.request.key })
  if (cause.kind !== 'message') return ''
  const fields = Object.entries(cause.message).filter(([name]) => name !== 'type')
  return fields.length === 0 ? '' : jsonText(Object.fromEntries(fields))
}

import { NodeTimer } from '../../../data/node-timer.ts'
import { backOff } from './back-off.ts'
import type { LogParts } from './log-parts.ts'
import type { NodeLinks } from './node-links.ts'
import type { SignalKind } from './signal.ts'

/** What is asked of the other nodes, and what follows from it. */
export interface Question {
  readonly kind: SignalKind
  /** See `Signal`. */
  readonly subject: number
  /** Whether it still matters. */
  readonly matters: () => boolean
  /** A majority of the nodes, this one included, says yes. */
  readonly won: () => void
}

/** A question to all other nodes, asked again until a majority has said yes or it does not matter any more. */
export class Ballot {
  readonly #parts: LogParts
  readonly #links: NodeLinks
  readonly #question: Question
  readonly #yes: Set<number>
  readonly #timer: NodeTimer
  #rounds = 0
  #over = false

  constructor(parts: LogParts, links: NodeLinks, question: Question) {
    this.#parts = parts
    this.#links = links
    this.#question = question
    this.#yes = new Set([links.number])
    this.#timer = new NodeTimer(parts.world, links.instance, () => this.#ask())
  }

  get over(): boolean {
    return this.#over
  }

  start(): void {
    if (!this.#decided()) this.#ask()
  }

  stop(): void {
    this.#over = true
    this.#timer.stop()
  }

  #ask(): void {
    const { rest, count } = this.#parts
    const { kind, subject, matters } = this.#question
    if (!matters()) {
      this.stop()
      return
    }
    this.#rounds++
    this.#timer.startQuiet(backOff(this.#rounds))
    if (this.#rounds > 1 && rest.resting) return
    for (let to = 0; to < count; to++) {
      if (this.#yes.has(to)) continue
      this.#links.signal(to, kind, subject, null, ({ yes }) => {
        if (!yes || this.#over) return
        this.#yes.add(to)
        this.#decided()
      })
    }
  }

  #decided(): boolean {
    if (this.#yes.size <= this.#parts.count / 2) return false
    const matters = this.#question.matters()
    this.stop()
    if (matters) this.#question.won()
    return true
  }
}

import type { FailoverPlan } from '../../data-plan.ts'
import { sampleDuration } from '../../kernel/sample-duration.ts'
import type { Source } from '../../kernel/source.ts'
import type { DataWorld } from '../data-world.ts'
import { NodeTimer } from '../node-timer.ts'
import { type Message, MessageKind } from './message.ts'
import type { NodeState } from './node-state.ts'

/** What another node has said when it was asked for the leader. */
interface Opinion {
  readonly round: number
  readonly lastTerm: number
  readonly last: number
}

export interface ElectorParts {
  readonly world: Pick<DataWorld, 'engine' | 'alarms' | 'parking'>
  readonly plan: FailoverPlan
  readonly state: NodeState
  /** Nodes of the shard. */
  readonly nodes: number
  /** Draws how long elections take. */
  readonly source: Source
  readonly send: (to: number, kind: MessageKind) => void
  readonly resting: () => boolean
  /** Whether the node, as a leader, has heard from a majority lately (or does not care). */
  readonly holds: () => boolean
  /** The node has heard of a later term. */
  readonly adopt: (term: number) => void
  /** The node has been elected for its term. */
  readonly elected: () => void
}

/**
 * How one node comes to be the leader. A replica that hears nothing of the leader for `detect` asks the others, every
 * `heartbeat`. When a majority of the nodes, itself included, hears nothing, it prepares for `election`; then the one
 * among them that has most of the log stands (of equals the first), and needs the votes of a majority. As in Raft, a
 * node votes once in a term, and for nobody who has less of the log than itself; and as long as it hears of a leader it
 * votes for nobody.
 */
export class Elector {
  readonly #parts: ElectorParts
  readonly #look: NodeTimer
  readonly #preparation: NodeTimer
  /** By number of the node. */
  #opinions: (Opinion | undefined)[] = []
  #round = 0
  /** The term that it stands for, and who votes for it. */
  #candidacy = -1
  readonly #votes = new Set<number>()

  constructor(parts: ElectorParts) {
    const { world, state } = parts
    this.#parts = parts
    this.#look = new NodeTimer(world, state.instance, () => this.#lookOut())
    this.#preparation = new NodeTimer(world, state.instance, () => this.#decide())
  }

  /** The node follows, and watches for its leader from now on. */
  watch(): void {
    const { state, plan, world } = this.#parts
    state.heardAt = world.engine.now
    this.calm()
    this.#look.startQuiet(plan.detect)
  }

  /** A leader is there. */
  calm(): void {
    this.#candidacy = -1
    this.#preparation.stop()
  }

  stop(): void {
    this.calm()
    this.#look.stop()
    this.#opinions = []
  }

  /** Another node asks, or stands for election; fills in the answer. */
  received(message: Message): void {
    const { state, world, adopt } = this.#parts
    message.position = state.log.last
    message.detail = state.log.lastTerm
    if (message.kind === MessageKind.ask) message.yes = !this.#hearsLeader()
    else if (message.kind === MessageKind.stand) {
      // It may stand already, or have voted for another.
      if (this.#candidacy !== state.term && !this.#hearsLeader()) this.#stand()
    } else if (message.term > state.term && !this.#hearsLeader()) {
      adopt(message.term)
      message.yes = !isBefore(message.afterTerm, message.after, state.log.lastTerm, state.log.last)
      if (message.yes) {
        state.heardAt = world.engine.now
        this.calm()
      }
    }
    message.replyTerm = state.term
  }

  /** A node has answered. */
  answered(number: number, message: Message): void {
    const { state, adopt, elected, nodes, send } = this.#parts
    if (message.kind === MessageKind.ask) this.#heardOpinion(number, message)
    if (message.kind !== MessageKind.vote) return
    if (message.replyTerm > state.term) adopt(message.replyTerm)
    if (this.#candidacy !== message.term || state.term !== message.term) return
    if (message.yes) {
      this.#votes.add(number)
      if (this.#votes.size < Math.floor(nodes / 2) + 1) return
      this.stop()
      elected()
    } else if (isBefore(state.log.lastTerm, state.log.last, message.detail, message.position)) {
      this.#candidacy = -1
      send(number, MessageKind.stand)
    }
  }

  #hearsLeader(): boolean {
    const { state, plan, world, holds } = this.#parts
    return state.leads ? holds() : world.engine.now - state.heardAt < plan.detect
  }

  #lookOut(): void {
    const { state, plan, world, resting } = this.#parts
    if (state.leads || resting()) return
    const since = world.engine.now - state.heardAt
    if (since < plan.detect) {
      this.#look.startQuiet(plan.detect - since)
      return
    }
    this.#round++
    this.#toOthers(MessageKind.ask)
    this.#look.startQuiet(plan.heartbeat)
  }

  #toOthers(kind: MessageKind): void {
    const { nodes, state, send } = this.#parts
    for (let number = 0; number < nodes; number++) if (number !== state.number) send(number, kind)
  }

  #heardOpinion(number: number, message: Message): void {
    const { state, nodes, plan, source } = this.#parts
    if (state.leads || this.#hearsLeader()) return
    const { yes, detail: lastTerm, position: last } = message
    this.#opinions[number] = yes ? { round: this.#round, lastTerm, last } : undefined
    let agree = 1
    for (const opinion of this.#opinions) if (this.#counts(opinion)) agree++
    if (agree < Math.floor(nodes / 2) + 1 || this.#preparation.running) return
    this.#preparation.start(sampleDuration(plan.election, source))
  }

  /** Opinions are asked for again and again; of those who have fallen silent, none is left. */
  #counts(opinion: Opinion | undefined): opinion is Opinion {
    return opinion !== undefined && opinion.round >= this.#round - 1
  }

  /** The time for the election is over: the one with most of the log stands. */
  #decide(): void {
    const { state, send } = this.#parts
    if (state.leads || this.#hearsLeader()) return
    let best = state.number
    let { lastTerm, last } = state.log
    for (let number = 0; number < this.#opinions.length; number++) {
      const opinion = this.#opinions[number]
      if (!this.#counts(opinion)) continue
      const equal = opinion.lastTerm === lastTerm && opinion.last === last
      if (equal ? number > best : isBefore(opinion.lastTerm, opinion.last, lastTerm, last)) continue
      best = number
      lastTerm = opinion.lastTerm
      last = opinion.last
    }
    if (best === state.number) this.#stand()
    else send(best, MessageKind.stand)
  }

  #stand(): void {
    const { state, adopt } = this.#parts
    if (state.leads && this.#parts.holds()) return
    this.#preparation.stop()
    adopt(state.term + 1)
    this.#candidacy = state.term
    this.#votes.clear()
    this.#votes.add(state.number)
    this.#toOthers(MessageKind.vote)
  }
}

/** Whether a log that ends so has less than another: a later term is more than a longer log. */
function isBefore(term: number, position: number, otherTerm: number, otherPosition: number): boolean {
  return term === otherTerm ? position < otherPosition : term < otherTerm
}

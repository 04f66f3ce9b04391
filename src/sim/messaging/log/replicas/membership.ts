import { NodeTimer } from '../../../data/node-timer.ts'
import { Ballot } from './ballot.ts'
import type { LogParts } from './log-parts.ts'
import type { NodeLinks } from './node-links.ts'
import { type Signal, SignalKind } from './signal.ts'

/**
 * Heartbeats that fit into the time after which a node is taken for dead: Kafka's defaults of KRaft are 2 s and 9 s
 * (`broker.heartbeat.interval.ms`, `broker.session.timeout.ms`).
 */
const BEATS = 4.5

/**
 * Who is there, as one node sees it. Each node shows itself to all others; whom a majority has not heard of for as long
 * as a fail-over takes is taken for dead, and whom a majority hears again is there again. A node that has started
 * again is nobody until a majority knows of it; then it is in sync with nobody, unless nobody else is.
 */
export class Membership {
  /** Whether the node may serve: it is up, and the others know that it has started anew. */
  registered = true
  readonly #parts: LogParts
  readonly #links: NodeLinks
  /** The metadata that it knows of may have changed. */
  readonly #learn: () => void
  readonly #heardAt: number[]
  readonly #interval: number
  readonly #beat: NodeTimer
  /** About each other node, what is being asked. */
  readonly #ballots: (Ballot | undefined)[] = []
  #registration: Ballot | null = null
  /** It asks to be let go, or not to be. */
  #leave: Ballot | null = null
  #known = 0
  #up = true

  constructor(parts: LogParts, links: NodeLinks, learn: () => void) {
    this.#parts = parts
    this.#links = links
    this.#learn = learn
    this.#heardAt = Array.from({ length: parts.count }, () => 0)
    this.#interval = Math.max(1, Math.round(parts.rules.failover / BEATS))
    this.#beat = new NodeTimer(parts.world, links.instance, () => this.#tick())
  }

  start(): void {
    if (this.#parts.count > 1) this.#tick()
  }

  crashed(): void {
    this.#up = false
    this.registered = false
    this.#beat.stop()
    this.#registration?.stop()
    this.#leave?.stop()
    for (const ballot of this.#ballots) ballot?.stop()
    this.#ballots.length = 0
  }

  restarted(): void {
    this.#up = true
    this.#known = 0
    this.#heardAt.fill(this.#parts.world.engine.now)
    this.#registration = new Ballot(this.#parts, this.#links, {
      kind: SignalKind.change,
      subject: this.#links.number,
      matters: () => this.#up && !this.registered,
      won: () => this.#register(),
    })
    this.#registration.start()
    this.start()
  }

  /** It is about to be stopped (`out`), and asks for others to lead what it leads; or it is to stay. */
  drained(out: boolean): void {
    const { metadata, count } = this.#parts
    const { number } = this.#links
    // The only one has nobody to hand anything over to.
    if (count === 1) return
    this.#leave?.stop()
    this.#leave = new Ballot(this.#parts, this.#links, {
      kind: SignalKind.change,
      subject: number,
      matters: () => this.#up && this.registered && metadata.leaving[number] !== out,
      won: () => {
        if (out) metadata.leave(number)
        else metadata.stay(number)
        this.changed()
      },
    })
    this.#leave.start()
  }

  /** A signal about who is there; returns the answer to it. */
  received({ kind, from, subject }: Signal): boolean {
    if (!this.#up) return false
    this.#heardAt[from] = this.#parts.world.engine.now
    switch (kind) {
      case SignalKind.beat:
        this.#heardBeat(from, subject)
        return true
      case SignalKind.silent:
        return this.#isSilent(subject)
      case SignalKind.hears:
        return !this.#isSilent(subject)
      default:
        return true
    }
  }

  /** The metadata have been changed by this node: it knows, and tells the others. */
  changed(): void {
    this.#catchUp()
    this.#toOthers()
  }

  #register(): void {
    const { metadata } = this.#parts
    const { number } = this.#links
    metadata.fence(number)
    metadata.stay(number)
    this.registered = true
    this.changed()
  }

  #heardBeat(from: number, version: number): void {
    if (version > this.#known && this.registered) this.#catchUp()
    const { fenced, leaving } = this.#parts.metadata
    if (fenced[from] !== true || leaving[from] === true) return
    this.#ask(from, SignalKind.hears, () => this.#parts.metadata.unfence(from))
  }

  #catchUp(): void {
    this.#known = this.#parts.metadata.version
    this.#learn()
  }

  #tick(): void {
    const { rest, count, metadata } = this.#parts
    this.#beat.startQuiet(this.#interval)
    if (rest.resting) return
    this.#toOthers()
    if (!this.registered) return
    for (let node = 0; node < count; node++) {
      if (node === this.#links.number || metadata.fenced[node] === true || !this.#isSilent(node)) continue
      this.#ask(node, SignalKind.silent, () => metadata.fence(node))
    }
  }

  #toOthers(): void {
    const { number } = this.#links
    for (let to = 0; to < this.#parts.count; to++) {
      if (to !== number) this.#links.signal(to, SignalKind.beat, this.#known, null, null)
    }
  }

  /** Asks the others about a node, unless that is being done. */
  #ask(node: number, kind: SignalKind, change: () => void): void {
    const { metadata } = this.#parts
    const before = this.#ballots[node]
    if (before !== undefined && !before.over) return
    const silent = kind === SignalKind.silent
    const ballot = new Ballot(this.#parts, this.#links, {
      kind,
      subject: node,
      matters: () => this.#up && metadata.fenced[node] !== silent && this.#isSilent(node) === silent,
      won: () => {
        change()
        this.changed()
      },
    })
    this.#ballots[node] = ballot
    ballot.start()
  }

  #isSilent(node: number): boolean {
    if (node === this.#links.number) return !this.#up
    const { rest, rules, world } = this.#parts
    return world.engine.now - Math.max(this.#heardAt[node] ?? 0, rest.seenAt) >= rules.failover
  }
}

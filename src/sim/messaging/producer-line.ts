import { NodeTimer } from '../data/node-timer.ts'
import type { Frame } from '../frame.ts'
import { MessageKind } from '../message-fact.ts'
import type { ProducerPlan } from '../message-plan.ts'
import { NumberedList } from '../numbered-list.ts'
import { ANSWERS, Outcome } from '../outcome.ts'
import type { Batch } from './batch.ts'
import type { Broker } from './broker.ts'
import type { Message } from './message.ts'
import type { MessageWorld } from './message-world.ts'
import type { Publication } from './publication.ts'
import { type BatchSender, PublishCall } from './publish-call.ts'

/** Numberings of one life that are told apart. */
const NUMBERINGS_AT_MOST = 0x400

/** Where messages of a line come from and go to. */
export interface LinePlace {
  readonly broker: Broker
  readonly plan: ProducerPlan
  readonly event: number
  readonly partition: number
  /** Instance of the producer, and which of its lives. */
  readonly producer: number
  readonly life: number
  /** Batches that may be on their way at once. */
  readonly inFlight: number
  /** Told of a node that has not answered in time; `null` where nothing follows from that. */
  readonly silent: ((node: number) => void) | null
}

/** A batch under way, with who wants to know. */
interface Sent {
  /** Another one once its messages have new numbers. */
  batch: Batch
  readonly publications: readonly Publication[]
  attempt: number
  /** The attempt that is under way, or was last. */
  call: PublishCall
  /** Waits for the next attempt. */
  retry: NodeTimer | null
}

/**
 * Messages of one producer for one partition: gathered into batches, sent in order, tried again until the time for it
 * is over. With several batches on their way, one that is tried again may be overtaken, as with real producers.
 */
export class ProducerLine implements BatchSender {
  readonly broker: Broker
  readonly acks: ProducerPlan['acks']
  readonly #world: MessageWorld
  readonly #place: LinePlace
  readonly #linger: NodeTimer
  #waiting: Publication[] = []
  #bytes = 0
  #sequence = 0
  /** How often it has begun to number anew: a batch that was given up, or lost, would be missing for ever. */
  #numberings = 0
  /** Of those numbers, the one after the last that was confirmed. */
  #confirmed = 0
  /** A batch was given up that may have been written or not: if it was not, those after it miss it. */
  #unresolved = false
  /** By the number of the first message, in the order in which they were sent. */
  readonly #sent = new NumberedList<Sent>()
  #gone = false

  constructor(world: MessageWorld, place: LinePlace) {
    this.#world = world
    this.#place = place
    this.broker = place.broker
    this.acks = place.plan.acks
    this.#linger = new NodeTimer(world, place.producer, () => this.#flush())
  }

  /** Takes a message in, and sends it as soon as its batch is due. */
  add(publication: Publication): void {
    if (this.#waiting.length === 0) this.#waiting = [publication]
    else this.#waiting.push(publication)
    this.#bytes += publication.message.bytes
    const { linger, batchBytes } = this.#place.plan
    if (linger === 0 || this.#bytes >= batchBytes) this.#flush()
    else if (!this.#linger.running) this.#linger.start(linger)
  }

  /** The process is gone, with all that it has not got rid of. */
  crashed(): void {
    this.#gone = true
    this.#linger.stop()
    const lost = [...this.#waiting]
    for (const { publications, retry } of this.#sent.values()) {
      retry?.stop()
      lost.push(...publications)
    }
    this.#waiting = []
    this.#sent.clear()
    for (const publication of lost) this.#settle(publication, Outcome.crashed, null, false)
  }

  /** The connection to a node is closed: what is under way over it has failed. */
  cut(node: number): void {
    for (const { call } of this.#sent.values()) {
      if (call.aim === node && call.cut(this.#world)) this.#over(call, null, Outcome.reset)
    }
  }

  sent(call: PublishCall, frame: Frame, outcome: number): void {
    if (outcome === Outcome.timeout) this.#place.silent?.(call.aim)
    this.#over(call, frame, outcome)
  }

  /** An attempt has ended. */
  #over({ batch }: PublishCall, call: Frame | null, outcome: number): void {
    const first = batch.messages[0] as Message
    const sent = this.#sent.get(first.id)
    if (sent === undefined || this.#gone) return
    if (outcome === Outcome.conflict) this.#missing(sent)
    if (outcome !== Outcome.ok && this.#triesAgain(sent, batch === sent.batch ? outcome : Outcome.conflict)) return
    this.#sent.delete(first.id)
    if (outcome !== Outcome.ok) this.#unresolved = this.#numbers
    else if (batch.life === this.#life) {
      this.#confirmed = Math.max(this.#confirmed, batch.sequence + batch.messages.length)
    }
    // It was confirmed by the number that it had before: those after it would miss the one that it has now.
    else this.#numberAnew()
    if (this.#unresolved && this.#sent.size === 0) this.#numberAnew()
    const retried = sent.attempt > 0
    for (const publication of sent.publications) this.#settle(publication, outcome, call, retried)
    this.#flush()
  }

  get #life(): number {
    return this.#place.life * NUMBERINGS_AT_MOST + this.#numberings
  }

  /** Whether the broker looks at the numbers: only then does anything follow from those that are missing. */
  get #numbers(): boolean {
    return this.#place.plan.idempotent && this.acks === 'all'
  }

  /**
   * Something before a batch is missing. If that was given up, or all before it was confirmed and the log has lost it,
   * numbers begin anew.
   */
  #missing({ batch }: Sent): void {
    if (batch.life !== this.#life) return
    if (this.#unresolved || batch.sequence === this.#confirmed) this.#numberAnew()
  }

  /** Numbers begin anew, as those of another producer, with what is under way. */
  #numberAnew(): void {
    this.#unresolved = false
    this.#numberings++
    this.#sequence = 0
    this.#confirmed = 0
    for (const each of this.#sent.values()) {
      each.batch = { ...each.batch, life: this.#life, sequence: this.#sequence }
      this.#sequence += each.batch.messages.length
    }
  }

  #flush(): void {
    this.#linger.stop()
    while (this.#waiting.length > 0 && this.#sent.size < this.#place.inFlight) this.#sendBatch()
  }

  #sendBatch(): void {
    const { event, partition, producer } = this.#place
    const life = this.#life
    const publications = this.#take()
    const [only] = publications
    const messages =
      publications.length === 1 && only !== undefined ? [only.message] : publications.map(({ message }) => message)
    const batch: Batch = { event, partition, messages, producer, life, sequence: this.#sequence }
    this.#sequence += messages.length
    const call = new PublishCall(this, batch)
    if (this.acks !== 'none') {
      const { id } = messages[0] as Message
      this.#sent.set(id, { batch, publications, attempt: 0, call, retry: null })
    }
    call.send(this.#world, (publications[0] as Publication).step, 0)
    if (this.acks === 'none') for (const each of publications) each.settled(Outcome.ok, null, false)
  }

  /** The next batch: as many messages as fit, one at least. */
  #take(): readonly Publication[] {
    const { batchBytes } = this.#place.plan
    let count = 0
    let bytes = 0
    for (const { message } of this.#waiting) {
      if (count > 0 && bytes + message.bytes > batchBytes) break
      bytes += message.bytes
      count++
    }
    this.#bytes -= bytes
    const all = this.#waiting
    if (count < all.length) return all.splice(0, count)
    this.#waiting = []
    return all
  }

  /** Tries a batch again, unless the answer was a no, or the time for it is over. */
  #triesAgain(sent: Sent, outcome: number): boolean {
    const { deliveryTimeout, retryBackoff } = this.#place.plan
    const first = (sent.publications[0] as Publication).message.publishedAt
    const { now } = this.#world.engine
    if (ANSWERS[outcome] === true || now + retryBackoff >= first + deliveryTimeout) return false
    sent.attempt++
    const { step } = sent.publications[0] as Publication
    sent.retry = new NodeTimer(this.#world, this.#place.producer, () => {
      sent.retry = null
      sent.call = new PublishCall(this, sent.batch)
      sent.call.send(this.#world, step, sent.attempt)
    })
    sent.retry.start(retryBackoff)
    return true
  }

  #settle(publication: Publication, outcome: number, call: Frame | null, retried: boolean): void {
    const { reporter, engine } = this.#world
    if (reporter.to !== null && this.acks !== 'none') {
      const kind = outcome === Outcome.ok ? MessageKind.confirmed : MessageKind.unconfirmed
      const fact = reporter.fact(kind, engine.now, publication.message)
      fact.partition = this.#place.partition
      fact.instance = this.#place.producer
      fact.outcome = outcome
      reporter.tell(fact)
    }
    publication.settled(outcome, call, retried)
  }
}

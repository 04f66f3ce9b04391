import { NodeTimer } from '../data/node-timer.ts'
import type { Frame } from '../frame.ts'
import { MessageKind } from '../message-fact.ts'
import type { ProducerPlan } from '../message-plan.ts'
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
}

/** A batch under way, with who wants to know. */
interface Sent {
  /** Another one once its messages have new numbers. */
  batch: Batch
  readonly publications: readonly Publication[]
  attempt: number
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
  /** By the first publication, in the order in which they were sent. */
  readonly #sent = new Map<Message, Sent>()
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
    this.#waiting.push(publication)
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

  sent({ batch }: PublishCall, call: Frame, outcome: number): void {
    const first = batch.messages[0] as Message
    const sent = this.#sent.get(first)
    if (sent === undefined || this.#gone) return
    if (outcome === Outcome.conflict) this.#missing(sent)
    if (outcome !== Outcome.ok && this.#triesAgain(sent, batch === sent.batch ? outcome : Outcome.conflict)) return
    this.#sent.delete(first)
    if (batch.life === this.#life) {
      if (outcome === Outcome.ok) this.#confirmed = Math.max(this.#confirmed, batch.sequence + batch.messages.length)
      else this.#numberAnew()
    }
    const retried = sent.attempt > 0
    for (const publication of sent.publications) this.#settle(publication, outcome, call, retried)
    this.#flush()
  }

  get #life(): number {
    return this.#place.life * NUMBERINGS_AT_MOST + this.#numberings
  }

  #numberAnew(): void {
    this.#numberings++
    this.#sequence = 0
    this.#confirmed = 0
  }

  /** Something before a batch is missing. If all before it was confirmed, the log has lost that: numbers begin anew. */
  #missing({ batch }: Sent): void {
    if (batch.life !== this.#life || batch.sequence !== this.#confirmed) return
    this.#numberAnew()
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
    const messages = publications.map(({ message }) => message)
    const batch: Batch = { event, partition, messages, producer, life, sequence: this.#sequence }
    this.#sequence += messages.length
    if (this.acks !== 'none') this.#sent.set(messages[0] as Message, { batch, publications, attempt: 0, retry: null })
    new PublishCall(this, batch).send(this.#world, (publications[0] as Publication).step, 0)
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
    return this.#waiting.splice(0, count)
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
      new PublishCall(this, sent.batch).send(this.#world, step, sent.attempt)
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

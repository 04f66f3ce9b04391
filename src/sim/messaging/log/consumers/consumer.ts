import { NodeTimer } from '../../../data/node-timer.ts'
import { Outcome } from '../../../outcome.ts'
import type { GroupRequest, Mark } from '../groups/group-request.ts'
import { LogTransaction } from '../replicas/log-transaction.ts'
import { type ConsumerParts, RETRY } from './consumer-parts.ts'
import { Fetcher, type Taken } from './fetcher.ts'
import { GroupMember } from './group-member.ts'
import { LogDelivery } from './log-delivery.ts'

/** How long a consumer tries to commit, ns: Kafka's `default.api.timeout.ms`. */
const API_TIMEOUT = 60e9

/**
 * One instance of a subscription's unit as a consumer: polls, handles what it gets one message after the other, and
 * commits its offsets. What it does not get to because it crashes, or because its partitions go to another one, is done
 * again or never, as the offsets say.
 *
 * With transactions each message is one by itself, as Spring's record listeners do it: what its handler publishes and
 * its offset are committed together, whatever `commit` says.
 */
export class Consumer {
  readonly #parts: ConsumerParts
  readonly #instance: number
  readonly #member: GroupMember
  readonly #fetcher: Fetcher
  /** Goes off when a poll has taken too long to come back. */
  readonly #patience: NodeTimer
  readonly #later: NodeTimer
  #next: (() => void) | null = null
  /** Messages of this poll that are to be handled. */
  #batch: Taken[] = []
  /** It does not wait for messages, but does something. */
  #busy = true
  #alive = true
  /** It is to end what it has, and leave … */
  #stopping = false
  /** … and has done so. */
  #stopped = false
  #assigned: readonly Mark[] | null = null
  #committedAt = 0

  /** `id`: its number in the group from the start, and `marks`: what it has. */
  constructor(parts: ConsumerParts, instance: number, id: number, generation: number, marks: readonly Mark[]) {
    this.#parts = parts
    this.#instance = instance
    this.#fetcher = new Fetcher(parts, instance, () => this.#wake())
    this.#member = new GroupMember(parts, instance, id, generation, {
      toJoin: () => this.#wake(),
      assigned: (now) => {
        this.#assigned = now
        this.#wake()
      },
    })
    for (const mark of marks) this.#fetcher.add(mark)
    this.#patience = new NodeTimer(parts.world, instance, () => this.#member.leave())
    this.#later = new NodeTimer(parts.world, instance, () => {
      const next = this.#next
      this.#next = null
      next?.()
    })
  }

  start(): void {
    this.#member.start()
    this.#poll()
  }

  crashed(): void {
    this.#alive = false
    this.#stopping = false
    this.#stopped = false
    this.#busy = true
    this.#batch = []
    this.#assigned = null
    this.#next = null
    this.#later.stop()
    this.#patience.stop()
    this.#fetcher.clear(true)
    this.#member.crashed()
  }

  restarted(): void {
    this.#alive = true
    this.#member.restarted()
    this.#poll()
  }

  /** Its process is to end in order (`out`): it handles what it has polled, commits and leaves. Or it is to go on. */
  drained(out: boolean): void {
    if (!this.#alive || out === this.#stopping) return
    this.#stopping = out
    if (out) this.#wake()
    else if (this.#stopped) {
      this.#stopped = false
      this.#member.restarted()
      this.#poll()
    }
  }

  get #commits(): 'before' | 'after' | 'every' | 'with-each' {
    return this.#parts.transactional ? 'with-each' : this.#parts.group.consumer.commit
  }

  /** There may be something to do, if it waits. */
  #wake(): void {
    if (this.#alive && !this.#busy) this.#poll()
  }

  #poll(): void {
    const { consumer } = this.#parts.group
    const member = this.#member
    this.#busy = true
    this.#patience.stop()
    if (member.lost) this.#giveAllUp()
    if (this.#stopping) {
      this.#beforeRevoking(() => this.#close())
      return
    }
    if (member.wantsJoin && !member.joining) {
      if (consumer.assignment === 'cooperative' && this.#assigned === null) member.join(this.#fetcher.owned)
      else if (consumer.assignment === 'eager') {
        this.#beforeRevoking(() => this.#joinAnew())
        return
      }
    }
    if (this.#assigned !== null) {
      this.#beforeRevoking(() => this.#apply())
      return
    }
    this.#autoCommit()
    const batch = this.#fetcher.take(consumer.maxPollRecords)
    this.#fetcher.fetch()
    this.#busy = batch.length > 0
    if (this.#busy) this.#begin(batch)
  }

  #close(): void {
    if (!this.#stopping) {
      this.#poll()
      return
    }
    this.#stopped = true
    this.#giveAllUp()
    this.#member.close(this.#parts.group.consumer.staticMembership)
  }

  #giveAllUp(): void {
    this.#fetcher.clear(false)
    this.#assigned = null
  }

  #joinAnew(): void {
    this.#fetcher.clear(false)
    this.#assigned = null
    this.#member.join([])
    this.#busy = false
  }

  /** Commits what is done, while that is still its own. */
  #beforeRevoking(then: () => void): void {
    const marks = this.#commits === 'before' ? [] : this.#fetcher.uncommitted()
    if (this.#member.lost || marks.length === 0) then()
    else this.#commit(marks, () => (this.#member.lost ? this.#poll() : then()))
  }

  /** Takes up what it has been assigned, and gives up the rest. */
  #apply(): void {
    const marks = this.#assigned
    this.#assigned = null
    if (marks !== null) {
      const before = this.#fetcher.owned
      const revoked = before.filter((number) => !marks.some((mark) => mark.number === number))
      for (const number of revoked) this.#fetcher.drop(number)
      for (const mark of marks) if (!before.includes(mark.number)) this.#fetcher.add(mark)
      if (revoked.length > 0) this.#member.joinAgain()
    }
    this.#poll()
  }

  #begin(batch: Taken[]): void {
    this.#batch = batch
    this.#patience.startQuiet(this.#parts.group.consumer.maxPollInterval)
    if (this.#commits !== 'before') {
      this.#handleNext()
      return
    }
    this.#commit(this.#fetcher.uncommitted(), (done) => {
      if (done) this.#handleNext()
      else this.#dropBatch()
    })
  }

  /** What is left of the batch is not handled now. */
  #dropBatch(): void {
    this.#fetcher.putBack(this.#batch)
    this.#batch = []
    this.#poll()
  }

  #handleNext(): void {
    const taken = this.#batch[0]
    if (taken !== undefined) this.#deliver(taken, 1)
    else if (this.#commits === 'after') this.#commit(this.#fetcher.uncommitted(), () => this.#poll())
    else this.#poll()
  }

  #deliver(taken: Taken, attempt: number): void {
    const { group, world, steps, transactional } = this.#parts
    const { message } = taken.entry
    if (message === null) return
    const { subscription, progress } = group
    const life = this.#member.life
    const now = world.engine.now
    const transaction = transactional ? new LogTransaction(subscription, this.#instance, life, now) : null
    if (transaction !== null) progress.open.add(transaction)
    const count = progress.handed(taken.number, taken.entry)
    const of = { message, subscription, count, consumer: this.#instance, transaction }
    const delivery = new LogDelivery(world, of, (did) => {
      if (this.#alive && life === this.#member.life) this.#handled(taken, attempt, transaction, did)
    })
    delivery.send(steps.handle, this.#instance)
  }

  #handled(taken: Taken, attempt: number, transaction: LogTransaction | null, did: number): void {
    const { consumer, progress } = this.#parts.group
    if (did === Outcome.ok) {
      this.#done(taken, transaction)
      return
    }
    const again = consumer.onFailure === 'retry' && attempt <= consumer.attempts
    if (again) progress.again(taken.number, taken.entry)
    this.#abort(transaction, () => {
      if (again) this.#after(consumer.retryBackoff, () => this.#deliver(taken, attempt + 1))
      else this.#giveUp(taken)
    })
  }

  /** A message is passed over; where somebody handles dead letters, not before it is safe among them. */
  #giveUp(taken: Taken): void {
    const { bury, group, transactional } = this.#parts
    const { message } = taken.entry
    const passOver = (): void => {
      group.progress.gaveUp(taken.number, taken.entry, group.consumer.deadLetters)
      this.#done(taken, transactional ? this.#emptyTransaction() : null)
    }
    if (!group.consumer.deadLetters || bury === null || message === null) {
      passOver()
      return
    }
    const { life } = this.#member
    bury(message, this.#instance, (outcome) => {
      if (!this.#alive || life !== this.#member.life) return
      if (outcome === Outcome.ok) passOver()
      else this.#after(RETRY, () => this.#giveUp(taken))
    })
  }

  #emptyTransaction(): LogTransaction {
    const { group, world } = this.#parts
    return new LogTransaction(group.subscription, this.#instance, this.#member.life, world.engine.now)
  }

  /** A message is done with: on to the next. */
  #done({ number, entry }: Taken, transaction: LogTransaction | null): void {
    if (transaction === null) {
      this.#batch.shift()
      this.#handleNext()
      return
    }
    const mark = { number, offset: entry.offset + 1, epoch: entry.epoch }
    this.#end(transaction, true, [mark], (outcome) => {
      if (outcome !== Outcome.ok) {
        this.#dropBatch()
        return
      }
      this.#fetcher.committed([mark])
      this.#batch.shift()
      this.#handleNext()
    })
  }

  #abort(transaction: LogTransaction | null, then: () => void): void {
    if (transaction !== null && transaction.partitions.size > 0) this.#end(transaction, false, [], then)
    else {
      if (transaction !== null) this.#parts.group.progress.open.delete(transaction)
      then()
    }
  }

  #end(transaction: LogTransaction, commit: boolean, marks: readonly Mark[], then: (outcome: number) => void): void {
    const { id: member, generation } = this.#member
    this.#insist(
      { kind: 'end', member, generation, transaction, commit, marks },
      Number.POSITIVE_INFINITY,
      (outcome) => {
        if (outcome !== Outcome.ok) this.#heardNo(outcome)
        then(outcome)
      },
    )
  }

  #autoCommit(): void {
    const { consumer } = this.#parts.group
    const { now } = this.#parts.world.engine
    if (this.#commits !== 'every' || now - this.#committedAt < consumer.every) return
    this.#committedAt = now
    const marks = this.#fetcher.uncommitted()
    if (marks.length === 0 || this.#member.joining) return
    const { id: member, generation } = this.#member
    this.#member.ask({ kind: 'commit', member, generation, marks }, (outcome) => {
      if (outcome === Outcome.ok) this.#fetcher.committed(marks)
      else if (this.#member.id === member) this.#heardNo(outcome)
    })
  }

  /** Commits, and waits for that; `then` is told whether it is done. */
  #commit(marks: readonly Mark[], then: (done: boolean) => void): void {
    if (marks.length === 0) {
      then(true)
      return
    }
    const { id: member, generation } = this.#member
    const until = this.#parts.world.engine.now + API_TIMEOUT
    this.#insist({ kind: 'commit', member, generation, marks }, until, (outcome) => {
      if (outcome === Outcome.ok) this.#fetcher.committed(marks)
      else this.#heardNo(outcome)
      then(outcome === Outcome.ok)
    })
  }

  /** The coordinator has said no. */
  #heardNo(outcome: number): void {
    if (outcome === Outcome.fenced) this.#member.forget()
    else if (outcome === Outcome.conflict && !this.#member.joining) this.#member.joinAgain()
  }

  /** Asks the coordinator until it answers, or until `until` (ns). */
  #insist(request: GroupRequest, until: number, then: (outcome: number) => void): void {
    this.#member.ask(request, (outcome) => {
      const answered = outcome === Outcome.ok || outcome === Outcome.fenced || outcome === Outcome.conflict
      if (answered || this.#parts.world.engine.now >= until) then(outcome)
      else this.#after(RETRY, () => this.#insist(request, until, then))
    })
  }

  #after(delay: number, next: () => void): void {
    this.#next = next
    this.#later.start(delay)
  }
}

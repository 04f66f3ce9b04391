import { NodeTimer } from '../../../data/node-timer.ts'
import { Outcome } from '../../../outcome.ts'
import { Coordination } from '../groups/coordination.ts'
import type { GroupReply, GroupRequest, Mark } from '../groups/group-request.ts'
import { type ConsumerParts, RETRY } from './consumer-parts.ts'

/** Nobody's number. */
const NOBODY = -1

/** What a member of a group tells its consumer. */
export interface MemberSide {
  /** It is to join (again), at its next poll. */
  toJoin(): void
  /** It is to handle these partitions. */
  assigned(marks: readonly Mark[]): void
}

/** One consumer as a member of its group: joins, shows itself, and leaves where its code takes too long. */
export class GroupMember {
  id: number
  generation: number
  readonly #parts: ConsumerParts
  readonly #instance: number
  readonly #side: MemberSide
  readonly #heartbeat: NodeTimer
  readonly #retry: NodeTimer
  #life = 0
  #wantsJoin = false
  #joining = false
  #lost = false
  #owned: readonly number[] = []

  /** `id`: its number from the start, -1 for none. */
  constructor(parts: ConsumerParts, instance: number, id: number, generation: number, side: MemberSide) {
    this.#parts = parts
    this.#instance = instance
    this.#side = side
    this.id = id
    this.generation = generation
    this.#heartbeat = new NodeTimer(parts.world, instance, () => this.#beat())
    this.#retry = new NodeTimer(parts.world, instance, () => this.#sendJoin())
  }

  /** Which process of the instance it is. */
  get life(): number {
    return this.#life
  }

  /** Whether it is to join when its code gets to that. */
  get wantsJoin(): boolean {
    return this.#wantsJoin
  }

  get joining(): boolean {
    return this.#joining
  }

  /** Whether the group has gone on without it: what it had is not its own any more. */
  get lost(): boolean {
    return this.#lost
  }

  start(): void {
    this.#heartbeat.startQuiet(this.#parts.group.consumer.heartbeat)
  }

  crashed(): void {
    this.#heartbeat.stop()
    this.#retry.stop()
    this.#joining = false
    this.#life++
    this.id = NOBODY
  }

  restarted(): void {
    this.#lost = false
    this.#wantsJoin = true
    this.start()
  }

  /** Joins with the partitions that it has. */
  join(owned: readonly number[]): void {
    this.#wantsJoin = false
    this.#joining = true
    this.#lost = false
    this.#owned = owned
    this.#sendJoin()
  }

  /** It has partitions to give up, and joins once more when it has. */
  joinAgain(): void {
    this.#wantsJoin = true
  }

  /** The coordinator does not know it any more. */
  forget(): void {
    this.id = NOBODY
    this.#lost = true
    this.#wantsJoin = true
  }

  /** Its code has taken too long: it leaves, and joins when its code is back. */
  leave(): void {
    if (this.id === NOBODY) return
    const { id: member, generation } = this
    this.forget()
    this.ask({ kind: 'leave', member, generation }, () => {})
  }

  /** Its process ends in order: it leaves at once, unless it is to keep its place (`keeps`) for when it is back. */
  close(keeps: boolean): void {
    const { id: member, generation } = this
    this.#heartbeat.stop()
    this.#retry.stop()
    if (!keeps && member !== NOBODY) this.ask({ kind: 'leave', member, generation }, () => {})
    this.#joining = false
    this.#wantsJoin = false
    this.#lost = false
    this.#life++
    this.id = NOBODY
  }

  /** Asks the coordinator; not answered any more once this process is gone. */
  ask(request: GroupRequest, done: (outcome: number, reply: GroupReply) => void): void {
    const { beliefs, home, group, groups, steps } = this.#parts
    const life = this.#life
    const aim = beliefs.leaderOf(home.index, this.#instance)
    const about = { subscription: group.subscription, consumer: this.#instance, aim }
    const cargo = new Coordination(groups, about, request, (_, outcome, reply) => {
      if (life !== this.#life) return
      beliefs.heard(this.#instance, aim, outcome)
      done(outcome, reply)
    })
    this.#parts.send(this.#instance, steps.coordinate, cargo)
  }

  #sendJoin(): void {
    const request: GroupRequest = { kind: 'join', member: this.id, life: this.#life, owned: this.#owned }
    this.ask(request, (outcome, reply) => {
      if (!this.#joining) return
      if (outcome === Outcome.ok) {
        this.id = reply.member
        this.generation = reply.generation
        // A static member that is back has its partitions at once.
        if (reply.marks.length > 0) this.#assigned(reply.marks)
        else this.#sync()
      } else this.#joinFailed(outcome)
    })
  }

  #sync(): void {
    this.ask({ kind: 'sync', member: this.id, generation: this.generation }, (outcome, reply) => {
      if (!this.#joining) return
      if (outcome === Outcome.ok) this.#assigned(reply.marks)
      else this.#joinFailed(outcome)
    })
  }

  #assigned(marks: readonly Mark[]): void {
    this.#joining = false
    this.#side.assigned(marks)
  }

  #joinFailed(outcome: number): void {
    if (outcome === Outcome.fenced) this.id = NOBODY
    this.#retry.startQuiet(RETRY)
  }

  #beat(): void {
    this.#heartbeat.startQuiet(this.#parts.group.consumer.heartbeat)
    if (this.id === NOBODY || this.#joining || this.#parts.rest.resting) return
    const { id, generation } = this
    this.ask({ kind: 'heartbeat', member: id, generation }, (outcome) => {
      // Much may have happened since.
      if (this.#joining || this.id !== id || this.generation !== generation) return
      if (outcome === Outcome.fenced) this.forget()
      else if (outcome === Outcome.conflict) this.#wantsJoin = true
      else return
      this.#side.toJoin()
    })
  }
}

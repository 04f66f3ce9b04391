import { LadderQueue } from './ladder-queue.ts'
import { Random } from './random.ts'

/**
 * The hold model (Jones, CACM 29(4), 1986): a fixed number of events is pending; take the next one and put it back an
 * exponential time with mean 1 later. Nothing but the event set and one draw.
 */
export class HoldModel {
  private readonly queue: LadderQueue
  private readonly random: Random

  constructor(pending: number, seed: number) {
    this.queue = new LadderQueue(pending)
    this.random = new Random(seed)
    for (let id = 0; id < pending; id++) this.queue.push(this.random.exponential(), id)
  }

  /** Takes and puts back `steps` events; the time reached. */
  run(steps: number): number {
    const { queue, random } = this
    let now = 0
    for (let step = 0; step < steps; step++) {
      now = queue.nextTime()
      queue.push(now + random.exponential(), queue.pop())
    }
    return now
  }
}

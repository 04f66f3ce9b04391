import { LadderQueue } from './ladder-queue.ts'
import { Random } from './random.ts'
import { TimerLane } from './timer-lane.ts'

/**
 * Schedule, cancel, rearm: each actor has one pending event and one armed timer. At its event it cancels the timer,
 * arms it anew `delay` later and schedules its next event an exponential time with mean 1 later. A timer fires only
 * when an actor's gap is longer than the delay.
 */
export class RearmModel {
  /** Timers that fired so far. */
  fired: number = 0
  private readonly queue: LadderQueue
  private readonly lane: TimerLane
  private readonly random: Random

  constructor(actors: number, delay: number, seed: number) {
    this.queue = new LadderQueue(actors)
    this.lane = new TimerLane(delay, actors)
    this.random = new Random(seed)
    for (let actor = 0; actor < actors; actor++) {
      this.queue.push(this.random.exponential(), actor)
      this.lane.arm(0, actor)
    }
  }

  /** Runs `steps` events of actors; the time reached. */
  run(steps: number): number {
    const { queue, lane, random } = this
    let now = 0
    for (let step = 0; step < steps; step++) {
      now = queue.nextTime()
      while (lane.bound <= now && lane.settle(now)) {
        lane.fire()
        this.fired++
      }
      const actor = queue.pop()
      lane.cancel(actor)
      lane.arm(now, actor)
      queue.push(now + random.exponential(), actor)
    }
    return now
  }
}

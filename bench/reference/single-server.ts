import { Fifo } from './fifo.ts'
import { LadderQueue } from './ladder-queue.ts'
import { Random } from './random.ts'

const arrival = 0
const departure = 1

/**
 * M/M/1: Poisson arrivals, one server with exponential service of mean 1, first come, first served. Two events a
 * customer. Time is measured in mean services.
 */
export class SingleServer {
  /** Customers that have begun service. */
  served: number = 0
  /** Sum of their waits before service. */
  waited: number = 0
  events: number = 0
  private readonly gap: number
  private readonly random: Random
  private readonly queue: LadderQueue = new LadderQueue(2)
  /** Arrival times of the customers that wait. */
  private readonly line: Fifo = new Fifo()
  private busy = false

  /** @param utilisation arrivals in one mean service, between 0 and 1 */
  constructor(utilisation: number, seed: number) {
    this.gap = 1 / utilisation
    this.random = new Random(seed)
    this.queue.push(this.random.exponential() * this.gap, arrival)
  }

  /** Runs until `customers` more have departed. */
  run(customers: number): void {
    const { queue, line, random, gap } = this
    let left = customers
    while (left > 0) {
      const now = queue.nextTime()
      this.events++
      switch (queue.pop()) {
        case arrival:
          queue.push(now + random.exponential() * gap, arrival)
          if (this.busy) {
            line.push(now)
          } else {
            this.busy = true
            this.served++
            queue.push(now + random.exponential(), departure)
          }
          break
        default:
          left--
          if (line.count > 0) {
            this.served++
            this.waited += now - line.shift()
            queue.push(now + random.exponential(), departure)
          } else {
            this.busy = false
          }
      }
    }
  }
}

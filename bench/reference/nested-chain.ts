import { Fifo } from './fifo.ts'
import { LadderQueue } from './ladder-queue.ts'
import { Random } from './random.ts'
import { TimerLane } from './timer-lane.ts'

/** What to run; times in seconds. */
export interface ChainParameters {
  /** Services called one inside the other. */
  readonly depth: number
  /** Poisson arrivals a second. */
  readonly rate: number
  /** Worker slots of a service, held while waiting for the service below. */
  readonly slots: number
  /** Processors of a service, first come, first served. */
  readonly cores: number
  /** Mean of the exponential service on a processor. */
  readonly service: number
  /** Mean of the exponential delay of one message. */
  readonly hop: number
  /** Of every call, from its sending to its answer. */
  readonly timeout: number
}

/** Own processors 70 % busy; about 21 of the first service's 64 slots held, so that slots hardly ever bind. */
export const plainChain: ChainParameters = {
  depth: 5,
  rate: 280,
  slots: 64,
  cores: 4,
  service: 0.01,
  hop: 0.001,
  timeout: 0.5,
}

/** Slots and processors in use, and the frames that wait for one. */
class Service {
  held = 0
  busy = 0
  readonly slotLine: Fifo = new Fifo()
  readonly coreLine: Fifo = new Fifo()
}

/** What a frame's pending event means. */
const sent = 0
const computing = 1
const answered = 2

/**
 * A calls B and waits, holding its slot; B calls C; and so on. Of every call: the request crosses a link, waits for a
 * slot, computes on a processor, calls the next service, and the answer crosses the link back. A timer is armed when
 * the call is sent and cancelled when its answer comes. A caller whose timer fires fails at once; the work below goes
 * on and its answer is dropped.
 *
 * A frame is one call of one request: request * depth + level. It has at most one pending event.
 */
export class NestedChain {
  /** Requests the clients got an answer to or gave up, and the sum of their latencies, seconds. */
  finished: number = 0
  latency: number = 0
  /** Of these, the ones that failed. */
  failed: number = 0
  /** Timers that fired. */
  timeouts: number = 0
  /** Arrivals, deliveries, completions of computing, and timers that fired. */
  events: number = 0
  private readonly parameters: ChainParameters
  private readonly random: Random
  private readonly queue: LadderQueue
  private readonly lane: TimerLane
  /** Id of the arrival event, after all frames. */
  private readonly arrival: number
  private readonly state: Uint8Array
  /** The caller of a frame has given up. */
  private readonly orphan: Uint8Array
  private readonly level: Uint8Array
  /** Of each request: when it came, whether it is failed, frames under way, and the free list. */
  private readonly came: Float64Array
  private readonly spoilt: Uint8Array
  private readonly alive: Uint8Array
  private readonly free: Int32Array
  private freeCount: number
  private readonly services: readonly Service[]

  /** @param capacity most requests whose work is not finished; one more ends the run with a RangeError */
  constructor(parameters: ChainParameters, seed: number, capacity: number = 65536) {
    const { depth } = parameters
    this.parameters = parameters
    this.random = new Random(seed)
    this.arrival = capacity * depth
    this.queue = new LadderQueue(this.arrival + 1)
    this.lane = new TimerLane(parameters.timeout, this.arrival)
    this.state = new Uint8Array(this.arrival)
    this.orphan = new Uint8Array(this.arrival)
    this.level = Uint8Array.from({ length: this.arrival }, (_, frame) => frame % depth)
    this.came = new Float64Array(capacity)
    this.spoilt = new Uint8Array(capacity)
    this.alive = new Uint8Array(capacity)
    this.free = Int32Array.from({ length: capacity }, (_, index) => capacity - 1 - index)
    this.freeCount = capacity
    this.services = Array.from({ length: depth }, () => new Service())
    this.queue.push(this.random.exponential() / parameters.rate, this.arrival)
  }

  /** Requests whose work is not finished. */
  get inFlight(): number {
    return this.free.length - this.freeCount
  }

  /** Runs until `requests` more have been answered or given up. */
  run(requests: number): void {
    const end = this.finished + requests
    while (this.finished < end) this.step()
  }

  /** Runs until `requests` are in flight. */
  fill(requests: number): void {
    while (this.inFlight < requests) this.step()
  }

  private step(): void {
    const { queue, lane } = this
    const now = queue.nextTime()
    this.events++
    if (lane.bound <= now && lane.settle(now)) {
      this.giveUp(lane.bound, lane.fire())
      return
    }
    const id = queue.pop()
    if (id === this.arrival) {
      this.arrive(now)
      return
    }
    switch (this.state[id]) {
      case sent:
        this.enter(now, id)
        break
      case computing:
        this.computed(now, id)
        break
      default:
        this.receive(now, id)
    }
  }

  private arrive(now: number): void {
    this.queue.push(now + this.random.exponential() / this.parameters.rate, this.arrival)
    if (this.freeCount === 0) throw new RangeError(`more than ${this.free.length} requests in flight`)
    const request = this.free[--this.freeCount] as number
    this.came[request] = now
    this.spoilt[request] = 0
    this.alive[request] = 0
    this.call(now, request * this.parameters.depth, request)
  }

  private call(now: number, frame: number, request: number): void {
    this.alive[request] = (this.alive[request] as number) + 1
    this.orphan[frame] = 0
    this.state[frame] = sent
    this.lane.arm(now, frame)
    this.queue.push(now + this.random.exponential() * this.parameters.hop, frame)
  }

  private enter(now: number, frame: number): void {
    const service = this.serviceOf(frame)
    if (service.held < this.parameters.slots) {
      service.held++
      this.work(now, frame, service)
    } else {
      service.slotLine.push(frame)
    }
  }

  private work(now: number, frame: number, service: Service): void {
    if (service.busy < this.parameters.cores) {
      service.busy++
      this.compute(now, frame)
    } else {
      service.coreLine.push(frame)
    }
  }

  private compute(now: number, frame: number): void {
    this.state[frame] = computing
    this.queue.push(now + this.random.exponential() * this.parameters.service, frame)
  }

  private computed(now: number, frame: number): void {
    const service = this.serviceOf(frame)
    if (service.coreLine.count > 0) this.compute(now, service.coreLine.shift())
    else service.busy--
    if ((this.level[frame] as number) + 1 < this.parameters.depth) this.call(now, frame + 1, this.requestOf(frame))
    else this.answer(now, frame)
  }

  private answer(now: number, frame: number): void {
    const service = this.serviceOf(frame)
    if (service.slotLine.count > 0) this.work(now, service.slotLine.shift(), service)
    else service.held--
    this.state[frame] = answered
    this.queue.push(now + this.random.exponential() * this.parameters.hop, frame)
  }

  private receive(now: number, frame: number): void {
    const request = this.requestOf(frame)
    if (this.orphan[frame] === 0) {
      this.lane.cancel(frame)
      this.goOn(now, frame, request)
    }
    const alive = (this.alive[request] as number) - 1
    this.alive[request] = alive
    if (alive === 0) this.free[this.freeCount++] = request
  }

  private giveUp(now: number, frame: number): void {
    const request = this.requestOf(frame)
    this.timeouts++
    this.orphan[frame] = 1
    this.spoilt[request] = 1
    this.goOn(now, frame, request)
  }

  /** The caller of the frame has its answer, or none. */
  private goOn(now: number, frame: number, request: number): void {
    if (this.level[frame] === 0) this.finish(now, request)
    else this.answer(now, frame - 1)
  }

  private finish(now: number, request: number): void {
    this.finished++
    this.failed += this.spoilt[request] as number
    this.latency += now - (this.came[request] as number)
  }

  private serviceOf(frame: number): Service {
    return this.services[this.level[frame] as number] as Service
  }

  private requestOf(frame: number): number {
    return (frame / this.parameters.depth) | 0
  }
}

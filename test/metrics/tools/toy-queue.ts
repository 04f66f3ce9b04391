import type { Catalogue, Probe } from '../../../src/sim/kernel/probe.ts'
import { exponential, randomOf } from './random.ts'

/** A unit of identical instances behind a random balancer: enough of a world to have every kind of fact. */
export interface ToyOptions {
  readonly seed: number
  readonly arrivalsPerSecond: number
  readonly serviceMs: number
  readonly instances: number
  readonly slots: number
  /** Requests that may wait at an instance. */
  readonly queueLimit: number
  /** Probability that a served request fails. */
  readonly failing: number
  readonly seconds: number
  /** Whether the run goes on until the last answer. */
  readonly drain: boolean
}

export const TOY: ToyOptions = {
  seed: 1,
  arrivalsPerSecond: 100,
  serviceMs: 5,
  instances: 2,
  slots: 1,
  queueLimit: 1000,
  failing: 0,
  seconds: 20,
  drain: true,
}

export interface ToyEnd {
  readonly endedAt: number
  readonly unfinished: number
}

const OK = 0
const QUEUE_FULL = 2
const ERROR = 3

/** Ids: series 0 is the call, 1 + i the visits; levels 2 i and 2 i + 1 are concurrency and queue of instance i. */
export function toyCatalogue({ instances, slots, queueLimit }: ToyOptions): Catalogue {
  const each = Array.from({ length: instances }, (_, i) => ({ unit: 'shop', instance: String(i) }))
  const caller = { caller: 'users', callerKind: 'workload', operation: 'shop.browse' }
  return {
    series: [
      { name: 'call', labels: { ...caller, unit: 'shop', edge: 'users -> shop' }, parts: true },
      ...each.map((labels) => ({ name: 'visit', labels: { ...labels, role: 'service' }, parts: false })),
    ],
    waits: each.map((labels) => ({ name: 'queue', labels })),
    levels: each.flatMap((labels) => [
      { name: 'concurrency', labels, capacity: slots },
      { name: 'queue', labels, capacity: queueLimit },
      { name: 'cpu', labels, capacity: slots },
    ]),
    counters: [{ name: 'bytes', labels: { edge: 'users -> shop', traffic: 'internet' } }],
    outcomes: ['ok', 'cancelled', 'queue-full', 'error'],
    origins: [],
    parts: ['queue', 'cpu'],
  }
}

interface Request {
  readonly start: number
  readonly service: number
  readonly fails: boolean
  begin: number
}

interface Instance {
  readonly waiting: Request[]
  busy: number
}

/** Plays the toy to a probe: first come, first served, exponential arrivals and services, whole nanoseconds. */
export function playToy(options: ToyOptions, probe: Probe): ToyEnd {
  const random = randomOf(options.seed)
  const end = options.seconds * 1e9
  const instances: Instance[] = Array.from({ length: options.instances }, () => ({ waiting: [], busy: 0 }))
  const departures: { at: number; instance: number; request: Request }[] = []
  const parts = new Float64Array(2)
  let inFlight = 0
  let now = 0
  let arrival = Math.ceil(exponential(random, 1e9 / options.arrivalsPerSecond))

  const levels = (index: number): void => {
    const { waiting, busy } = instances[index] as Instance
    probe.level(index * 3, now, waiting.length + busy)
    probe.level(index * 3 + 1, now, waiting.length)
    probe.level(index * 3 + 2, now, busy)
  }
  const answer = (index: number, request: Request, outcome: number): void => {
    parts[0] = request.begin - request.start
    parts[1] = now - request.begin
    probe.ended(1 + index, now, request.start, outcome, parts, 0)
    probe.ended(0, now, request.start, outcome, parts, 0)
    inFlight--
  }
  const serve = (index: number, request: Request): void => {
    request.begin = now
    probe.waited(index, now, now - request.start)
    departures.push({ at: now + request.service, instance: index, request })
    departures.sort((a, b) => a.at - b.at)
  }
  const arrive = (): void => {
    const index = Math.floor(random() * options.instances)
    const instance = instances[index] as Instance
    const service = Math.max(1, Math.round(exponential(random, options.serviceMs * 1e6)))
    const request: Request = { start: now, service, fails: random() < options.failing, begin: now }
    probe.began(0, now)
    probe.began(1 + index, now)
    probe.counted(0, now, 1000)
    inFlight++
    if (instance.busy < options.slots) {
      instance.busy++
      serve(index, request)
    } else if (instance.waiting.length < options.queueLimit) instance.waiting.push(request)
    else return answer(index, request, QUEUE_FULL)
    levels(index)
  }
  const depart = (index: number, request: Request): void => {
    const instance = instances[index] as Instance
    const next = instance.waiting.shift()
    if (next === undefined) instance.busy--
    else serve(index, next)
    levels(index)
    answer(index, request, request.fails ? ERROR : OK)
  }

  for (;;) {
    const departure = departures[0]
    const due = Math.min(arrival, departure?.at ?? Number.POSITIVE_INFINITY)
    if (!Number.isFinite(due) || (due >= end && !options.drain)) break
    now = due
    if (departure?.at === now) {
      departures.shift()
      depart(departure.instance, departure.request)
    } else {
      arrive()
      arrival = now + Math.ceil(exponential(random, 1e9 / options.arrivalsPerSecond))
      if (arrival >= end) arrival = Number.POSITIVE_INFINITY
    }
  }
  return { endedAt: Math.max(now, end), unfinished: inFlight }
}

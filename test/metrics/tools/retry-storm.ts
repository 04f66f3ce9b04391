import type { FaultReport } from '../../../src/metrics/faults/fault-report.ts'
import { judgeFaults, type ReplicationFaults } from '../../../src/metrics/faults/replication-faults.ts'
import { Recorder } from '../../../src/metrics/recorder.ts'
import type { RunSummary } from '../../../src/metrics/run-summary.ts'
import type { Catalogue, Probe } from '../../../src/sim/kernel/probe.ts'

const SECOND = 1e9
const OK = 0
const TIMEOUT = 2
const ERROR = 3

/**
 * The example of Bronson et al., "Metastable Failures in Distributed Systems" (HotOS 2021): one server, first come
 * first served, which knows nothing of its clients' patience, and clients who ask again.
 */
export interface StormOptions {
  /** Evenly spaced. */
  readonly arrivalsPerSecond: number
  readonly servicesPerSecond: number
  readonly seconds: number
  /** Of an attempt. */
  readonly timeoutSeconds: number
  /** Attempts in all. */
  readonly attempts: number
  readonly fault: {
    /** `jam`: what is sent is held and delivered at its end; `errors`: what is served fails; `none`: nothing. */
    readonly kind: 'jam' | 'errors' | 'none'
    readonly fromSeconds: number
    readonly toSeconds: number
  }
}

export const STORM: StormOptions = {
  arrivalsPerSecond: 280,
  servicesPerSecond: 300,
  seconds: 400,
  timeoutSeconds: 1,
  attempts: 2,
  fault: { kind: 'jam', fromSeconds: 60, toSeconds: 70 },
}

const STORM_CATALOGUE: Catalogue = {
  series: [
    {
      name: 'call',
      labels: {
        caller: 'users',
        callerKind: 'workload',
        operation: 'api.get',
        unit: 'server',
        edge: 'users -> server',
      },
      parts: true,
    },
    { name: 'visit', labels: { unit: 'server', instance: '0', role: 'service' }, parts: false },
  ],
  waits: [],
  levels: [
    { name: 'concurrency', labels: { unit: 'server', instance: '0' }, capacity: 1 },
    { name: 'queue', labels: { unit: 'server', instance: '0' }, capacity: Number.POSITIVE_INFINITY },
    { name: 'cpu', labels: { unit: 'server', instance: '0' }, capacity: 1 },
  ],
  counters: [{ name: 'attempts', labels: { edge: 'users -> server' } }],
  outcomes: ['ok', 'cancelled', 'timeout', 'error'],
  origins: ['users -> server', 'server'],
  parts: ['all'],
}

interface Call {
  readonly start: number
  attempts: number
  done: boolean
}

interface Attempt {
  readonly call: Call
  readonly number: number
  readonly sent: number
  arrived: number
}

/** Plays the storm to a probe; gives how often the fault changed something. */
function playStorm(options: StormOptions, probe: Probe): number {
  return new Storm(options, probe).play()
}

/** Times are whole ns. All delays of a kind are alike, so each kind of event is a queue. */
class Storm {
  readonly #options: StormOptions
  readonly #probe: Probe
  readonly #from: number
  readonly #to: number
  readonly #held: Attempt[] = []
  readonly #waiting: Attempt[] = []
  readonly #timeouts: Attempt[] = []
  readonly #parts = new Float64Array(1)
  #nextTimeout = 0
  #nextWaiting = 0
  #departure = Number.POSITIVE_INFINITY
  #bites = 0

  constructor(options: StormOptions, probe: Probe) {
    this.#options = options
    this.#probe = probe
    this.#from = options.fault.fromSeconds * SECOND
    this.#to = options.fault.toSeconds * SECOND
  }

  play(): number {
    const { arrivalsPerSecond, seconds, timeoutSeconds, fault } = this.#options
    const end = seconds * SECOND
    let arrivals = 0
    let released = fault.kind !== 'jam'
    for (;;) {
      const arrival = Math.round((arrivals * SECOND) / arrivalsPerSecond)
      const first = this.#timeouts[this.#nextTimeout]
      const timeout = first === undefined ? Number.POSITIVE_INFINITY : first.sent + timeoutSeconds * SECOND
      const release = released ? Number.POSITIVE_INFINITY : this.#to
      const now = Math.min(arrival, timeout, release, this.#departure)
      if (now >= end) return this.#bites
      if (now === this.#departure) this.#depart(now)
      else if (now === release) {
        released = true
        for (const attempt of this.#held) this.#deliver(attempt, now)
      } else if (now === timeout) {
        this.#nextTimeout++
        this.#expire(first as Attempt, now)
      } else {
        arrivals++
        this.#probe.began(0, now)
        this.#send({ start: now, attempts: 0, done: false }, now)
      }
    }
  }

  #on(now: number): boolean {
    return now >= this.#from && now < this.#to
  }

  #send(call: Call, now: number): void {
    call.attempts++
    this.#probe.counted(0, now, 1)
    const attempt = { call, number: call.attempts, sent: now, arrived: now }
    this.#timeouts.push(attempt)
    if (this.#options.fault.kind === 'jam' && this.#on(now)) {
      this.#bites++
      this.#held.push(attempt)
    } else this.#deliver(attempt, now)
  }

  #deliver(attempt: Attempt, now: number): void {
    attempt.arrived = now
    this.#probe.began(1, now)
    this.#waiting.push(attempt)
    if (this.#departure === Number.POSITIVE_INFINITY) this.#serve(now)
    this.#levels(now)
  }

  #serve(now: number): void {
    this.#departure = now + Math.round(SECOND / this.#options.servicesPerSecond)
  }

  #depart(now: number): void {
    const attempt = this.#waiting[this.#nextWaiting++] as Attempt
    if (this.#nextWaiting < this.#waiting.length) this.#serve(now)
    else this.#departure = Number.POSITIVE_INFINITY
    const fails = this.#options.fault.kind === 'errors' && this.#on(now)
    if (fails) this.#bites++
    this.#probe.ended(1, now, attempt.arrived, fails ? ERROR : OK, this.#parts, 0)
    this.#levels(now)
    const { call } = attempt
    if (!call.done && call.attempts === attempt.number) this.#end(call, now, fails ? ERROR : OK)
  }

  #expire(attempt: Attempt, now: number): void {
    const { call } = attempt
    if (call.done || call.attempts !== attempt.number) return
    if (call.attempts < this.#options.attempts) this.#send(call, now)
    else this.#end(call, now, TIMEOUT)
  }

  #end(call: Call, now: number, outcome: number): void {
    call.done = true
    this.#parts[0] = now - call.start
    this.#probe.ended(0, now, call.start, outcome, this.#parts, 0)
    if (outcome !== OK) this.#probe.failed(0, now, outcome, outcome === TIMEOUT ? 0 : 1)
  }

  #levels(now: number): void {
    const present = this.#waiting.length - this.#nextWaiting
    this.#probe.level(0, now, present)
    this.#probe.level(1, now, Math.max(0, present - 1))
    this.#probe.level(2, now, Math.min(1, present))
  }
}

/** One replication of the storm and its control, judged. */
export function judgeStorm(
  change: Partial<StormOptions> = {},
  fromSeconds: number = 0,
): { summary: RunSummary; judged: ReplicationFaults } {
  const options = { ...STORM, ...change }
  const record = (storm: StormOptions): { summary: RunSummary; bites: number } => {
    const recorder = new Recorder(STORM_CATALOGUE, {
      from: fromSeconds * SECOND,
      to: storm.seconds * SECOND,
      course: storm.seconds,
    })
    const bites = playStorm(storm, recorder)
    return { summary: recorder.summary(storm.seconds * SECOND), bites }
  }
  const { summary, bites } = record(options)
  const control = record({ ...options, fault: { ...options.fault, kind: 'none' } })
  const { kind, fromSeconds: start, toSeconds } = options.fault
  const targets = [kind === 'errors' ? 'server/0' : 'users -> server']
  const episodes = [{ start: start * SECOND, end: toSeconds * SECOND, targets }]
  const report: FaultReport = { id: 'trouble', kind, episodes: kind === 'none' ? [] : episodes, bites }
  const judged = judgeFaults(summary, control.summary, [report])
  if (judged === undefined) throw new Error('the storm was recorded with a course')
  return { summary, judged }
}

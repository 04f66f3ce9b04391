import type { FaultMark } from '../fault-mark.ts'
import type { Frame } from '../frame.ts'
import { Outcome } from '../outcome.ts'
import type { CallRule } from './call-rule.ts'
import type { ClockKnobs } from './knobs.ts'
import type { MemoryGrowth } from './memory-growth.ts'
import type { RateRule } from './rate-rule.ts'

/** How an instance that is not up meets requests. */
export type Host = 'up' | 'down'

/** What a request finds at an instance in trouble, beside outcomes: no word. */
export const SILENCE = -1

/** One fault that makes what begins take longer. */
export interface SlowDown {
  readonly factor: number
  readonly cpu: boolean
  readonly io: boolean
  readonly healthChecks: boolean
  readonly mark: FaultMark
}

/** One fault that keeps an instance from being up. */
export interface Outage {
  readonly host: Host
  readonly mark: FaultMark
}

/** One fault that bounds the requests in an instance. */
export interface Bound {
  readonly limit: number
  readonly mark: FaultMark
}

/** One fault of the wall clock. */
export interface WrongClock extends ClockKnobs {
  readonly since: number
  readonly mark: FaultMark
}

/**
 * What is wrong with one instance, as those ask who work in it: each fault is an entry of one of the lists. The levers
 * put entries in and take them out.
 */
export class Troubles {
  /** Not empty while it is down, also while it starts again. */
  readonly outages: Outage[] = []
  readonly slowDowns: SlowDown[] = []
  readonly memory: MemoryGrowth[] = []
  readonly bounds: Bound[] = []
  readonly clocks: WrongClock[] = []
  readonly errorsBefore: CallRule[] = []
  readonly errorsAfter: CallRule[] = []
  readonly lostReplies: CallRule[] = []
  readonly rates: RateRule[] = []
  /** Marks of drains of other instances of the unit: what comes here might have gone there. */
  readonly neighbours: FaultMark[] = []
  /** Marks of its own drains. */
  readonly drains: FaultMark[] = []
  /** Worker slots that faults hold, of each so many. */
  readonly takes: { readonly slots: number; readonly mark: FaultMark }[] = []
  /** The marks of pauses that hold it now. */
  readonly pauses: { readonly mark: FaultMark }[] = []

  get up(): boolean {
    return this.outages.length === 0
  }

  /** Whether anything can happen in it now. */
  get acts(): boolean {
    return this.up && this.pauses.length === 0
  }

  /**
   * What comes of a health check that would be answered after `takes` ns: ns until the answer, `Infinity` where none
   * comes, -1 where the connection is refused at once.
   */
  answerToCheck(takes: number): number {
    if (!this.up) return this.silent ? Number.POSITIVE_INFINITY : -1
    if (this.pauses.length > 0) return Number.POSITIVE_INFINITY
    let factor = 1
    for (const slow of this.slowDowns) if (slow.healthChecks) factor *= slow.factor
    return Math.round(takes * factor)
  }

  /**
   * What a request that arrives now finds: 0 lets it in, `SILENCE` lets it vanish, an outcome is the answer. `present`:
   * requests in the instance.
   */
  atArrival(call: Frame, now: number, present: number): number {
    if (!this.up) {
      for (const { mark } of this.outages) mark.bites++
      return this.silent ? SILENCE : Outcome.refused
    }
    let answer: number = Outcome.ok
    for (const bound of this.bounds) {
      if (present < bound.limit) continue
      bound.mark.bites++
      answer = Outcome.refused
    }
    if (answer !== Outcome.ok) return answer
    for (const rate of this.rates) {
      const judged = rate.judge(call, now)
      if (answer === Outcome.ok) answer = judged
    }
    if (answer !== Outcome.ok) return answer
    for (const growth of this.memory) growth.add()
    for (const mark of this.neighbours) mark.bites++
    return answer
  }

  /** Whether one that is down is so without a word. */
  get silent(): boolean {
    return this.outages.some(({ host }) => host === 'down')
  }

  /** How a call of `program` that begins now ends at once; 0 where it does not. */
  atBegin(program: number): number {
    return firstHit(this.errorsBefore, program)
  }

  /** How a call that would end with `outcome` ends. */
  atEnd(program: number, outcome: number): number {
    if (outcome !== Outcome.ok) return outcome
    return firstHit(this.errorsAfter, program)
  }

  /** Whether the answer of a call gets lost. */
  losesReply(program: number): boolean {
    let lost = false
    for (const rule of this.lostReplies) {
      if (!rule.hits(program)) continue
      rule.mark.bites++
      lost = true
    }
    return lost
  }

  /** How long `work` ns of cpu that begin now take. */
  cpuWork(work: number): number {
    if (work === 0) return 0
    let factor = 1
    for (const slow of this.slowDowns) {
      if (!slow.cpu || slow.factor === 1) continue
      factor *= slow.factor
      slow.mark.bites++
    }
    for (const growth of this.memory) {
      const by = growth.factor()
      if (by === 1) continue
      factor *= by
      growth.mark.bites++
    }
    return factor === 1 ? work : Math.round(work * factor)
  }

  /** How long a wait of `wait` ns without cpu that begins now takes. */
  ioWait(wait: number): number {
    if (wait === 0) return 0
    let factor = 1
    for (const slow of this.slowDowns) {
      if (!slow.io || slow.factor === 1) continue
      factor *= slow.factor
      slow.mark.bites++
    }
    return factor === 1 ? wait : Math.round(wait * factor)
  }

  /** What its wall clock shows, ns. */
  wallClock(now: number): number {
    let shown = now
    for (const { step, drift, since } of this.clocks) shown += step + Math.round(drift * (now - since))
    return shown
  }

  /** The clock has made a difference. */
  clockMattered(): void {
    for (const { mark } of this.clocks) mark.bites++
  }

  /** A request did not get a slot that it would have got if a fault did not hold it. */
  slotMissed(): void {
    for (const { mark } of this.takes) mark.bites++
  }

  /** A call found no instance, because this one and all others of the unit are drained. */
  missed(): void {
    for (const mark of this.drains) mark.bites++
  }

  /** Something is put off by the pauses. */
  putOff(): void {
    for (const { mark } of this.pauses) mark.bites++
  }
}

/** Every rule draws for itself; the first one that hits decides. */
function firstHit(rules: readonly CallRule[], program: number): number {
  let outcome: number = Outcome.ok
  for (const rule of rules) {
    if (!rule.hits(program)) continue
    rule.mark.bites++
    if (outcome === Outcome.ok) outcome = rule.outcome
  }
  return outcome
}

import type { LegPlan } from '../../sim/business-plan.ts'
import { type Plan, type ProgramPlan, StepKind, type StepPlan } from '../../sim/plan.ts'
import type { EdgeCosts } from './edge-costs.ts'
import { type InsideCalls, insideCalls } from './inside-calls.ts'
import { leastMissShare } from './least-miss-share.ts'
import { type DeliveryWay, deliveryWays } from './messaging/deliveries.ts'
import { waitsForBroker } from './messaging/waits-for-broker.ts'
import { atLeast, nthSmallest, powerOf } from './order-statistics.ts'

/** Means of one run of a program, if nothing ever waited for a slot, a cpu or a pool. Times in ns. */
export interface ProgramMean {
  /** Until the answer: to a `respond`, else to the end. */
  readonly untilAnswer: number
  /** To the end. */
  readonly whole: number
  /** Computing in its own steps; parts, calls and protocols have theirs. */
  readonly cpu: number
  /** Probability that it ends well. */
  readonly success: number
  readonly uses: readonly ProgramUse[]
  /** Probability that each step is reached; between 0 and 1. */
  readonly reach: readonly number[]
}

/** How often a program makes another one run. */
export interface ProgramUse {
  readonly program: number
  /** -1 inside the unit. */
  readonly edge: number
  /** Mean number for each run. */
  readonly times: number
  readonly requestBytes: number
  /** What the callee takes beside its program, ns. */
  readonly more: number
}

export interface ProgramMeans {
  of(program: number): ProgramMean
  /** False where calls go round in a circle so that their times never settle. */
  readonly settled: boolean
}

const UNKNOWN: ProgramMean = { untilAnswer: 0, whole: 0, cpu: 0, success: 1, uses: [], reach: [] }
const NEGLIGIBLE = 1e-12

/**
 * The means of all programs, computed from those of the programs they call: in one pass where nothing goes round, else
 * over again until nothing changes.
 */
export function programMeans(plan: Plan, edges: EdgeCosts, order: readonly number[]): ProgramMeans {
  const means: ProgramMean[] = plan.programs.map(() => UNKNOWN)
  const ways = deliveryWays(plan)
  let settled = false
  for (let round = 0; round < mostRounds(plan) && !settled; round += 1) {
    settled = true
    for (const index of order) {
      const program = plan.programs[index]
      if (program === undefined) continue
      const mean = new Walk(plan, edges, means, ways).run(program)
      if (!isClose(mean, means[index] ?? UNKNOWN)) settled = false
      means[index] = mean
    }
  }
  return { of: (program) => means[program] ?? UNKNOWN, settled }
}

/**
 * How often to go round a plan at most: circles with a chance to end settle geometrically. Plans with very many
 * programs get fewer rounds, so that a circle in them costs no minutes.
 */
export function mostRounds(plan: Plan): number {
  return Math.max(10, Math.min(1000, Math.floor(500_000 / Math.max(1, plan.programs.length))))
}

function isClose(left: ProgramMean, right: ProgramMean): boolean {
  const close = (a: number, b: number): boolean => a === b || Math.abs(a - b) <= NEGLIGIBLE * Math.max(a, b)
  return close(left.whole, right.whole) && close(left.success, right.success) && left.uses.length === right.uses.length
}

/** A product in which nothing of an infinite time is nothing. */
function share(part: number, time: number): number {
  return part === 0 || time === 0 ? 0 : part * time
}

/** One pass over the steps of a program with the probability of being there; jumps only go forward. */
class Walk {
  readonly #plan: Plan
  readonly #edges: EdgeCosts
  readonly #means: readonly ProgramMean[]
  readonly #ways: readonly (readonly DeliveryWay[])[]
  readonly #uses: ProgramUse[] = []
  #untilAnswer = 0
  #whole = 0
  #cpu = 0
  #success = 0

  constructor(plan: Plan, edges: EdgeCosts, means: readonly ProgramMean[], ways: readonly (readonly DeliveryWay[])[]) {
    this.#plan = plan
    this.#edges = edges
    this.#means = means
    this.#ways = ways
  }

  run({ steps }: ProgramPlan): ProgramMean {
    const reach = new Array<number>(steps.length).fill(0)
    /** Probability of being at the step and not having answered yet. */
    const unanswered = new Array<number>(steps.length).fill(0)
    reach[0] = 1
    unanswered[0] = 1
    steps.forEach((step, index) => {
      const here = reach[index] ?? 0
      const open = unanswered[index] ?? 0
      const { time, goesOn } = this.#take(step, steps, index, here, open)
      this.#whole += share(here, time)
      this.#untilAnswer += share(open, time)
      const stillOpen = step.kind === StepKind.respond ? 0 : open
      let before = 0
      const targets = nextOf(step, index)
      targets.forEach((target, choice) => {
        const upTo = step.cumulative[choice] ?? 1
        reach[target] = (reach[target] ?? 0) + here * goesOn * (upTo - before)
        unanswered[target] = (unanswered[target] ?? 0) + stillOpen * goesOn * (upTo - before)
        before = upTo
      })
    })
    return {
      untilAnswer: this.#untilAnswer,
      whole: this.#whole,
      cpu: this.#cpu,
      success: Math.min(1, this.#success),
      uses: this.#uses,
      reach: reach.slice(0, steps.length),
    }
  }

  /** Mean time of a step and the probability that the program goes on after it. */
  #take(step: StepPlan, steps: readonly StepPlan[], index: number, here: number, open: number): Taken {
    switch (step.kind) {
      case StepKind.cpu:
        this.#cpu += share(here, step.amount.mean)
        return { time: step.amount.mean, goesOn: 1 }
      case StepKind.io:
        return { time: step.amount.mean, goesOn: 1 }
      case StepKind.call:
        return this.#call(step, here)
      case StepKind.access:
        return this.#access(step, here)
      case StepKind.begin:
        return this.#block(step, here, [steps[index + 1]])
      case StepKind.lease:
        return this.#block(step, here, [steps[index + 1], steps[index + 2]])
      case StepKind.once:
        return this.#block(step, here, step.once?.atomic === true ? [] : [steps[index + 1]])
      case StepKind.publish:
        return this.#publish(step, here)
      case StepKind.transact:
        return this.#transact(step, here)
      case StepKind.send:
        this.#use(step.program, step.edge, here, step.request.mean)
        return { time: 0, goesOn: 1 }
      case StepKind.parallel:
        return this.#parallel(step, here)
      case StepKind.repeat:
        return this.#repeat(step, here)
      case StepKind.cached:
        return this.#cached(step, here)
      case StepKind.fail:
        return { time: 0, goesOn: 1 - step.probability }
      case StepKind.respond:
        this.#success += open
        return { time: 0, goesOn: 1 }
      case StepKind.end:
        this.#success += open
        return { time: 0, goesOn: 0 }
      default:
        return { time: 0, goesOn: 1 }
    }
  }

  /** A statement looks at rows beside what its program does. */
  #access(step: StepPlan, here: number): Taken {
    const { access } = step
    const looksAtRows = access?.verb === 'query' || access?.verb === 'join'
    const rows = looksAtRows ? Math.max(0, access.rows) * (this.#plan.stores[access.store]?.perRow ?? 0) : 0
    const inside = access === undefined ? null : insideCalls(this.#plan, access)
    if (inside !== null) return this.#round(step, here, rows, inside)
    const { time, goesOn } = this.#call(step, here, rows)
    return { time: time + rows, goesOn }
  }

  /**
   * Several nodes do the same; it takes as long as the last that is needed, without the way to it, so a little less.
   */
  #round(step: StepPlan, here: number, rows: number, { program, edge, asked, need, calls }: InsideCalls): Taken {
    const each = this.#mean(program).whole + rows
    const wait = nthSmallest(new Array<number>(asked).fill(each), need)
    if (edge < 0) {
      const { time, goesOn } = this.#call(step, here, rows)
      this.#use(program, step.edge, here * (calls - 1), step.request.mean, rows)
      return { time: time + rows, goesOn }
    }
    this.#use(program, edge, here * calls, step.request.mean, rows)
    const { time, goesOn } = this.#call(step, here, wait)
    return { time: time + wait, goesOn }
  }

  /** Everybody who handles the event gets a message; whoever publishes waits for the broker at most. */
  #publish(step: StepPlan, here: number): Taken {
    for (const { program, edge, requestBytes } of this.#ways[step.publish?.event ?? -1] ?? []) {
      this.#use(program, edge, here, requestBytes)
    }
    if (step.edge < 0) return { time: 0, goesOn: 1 }
    const { time } = this.#call(step, here)
    return { time: waitsForBroker(this.#plan, step) ? time : 0, goesOn: 1 }
  }

  /**
   * A business transaction calls its legs, as if one after the other, and their confirms, and writes its log before and
   * after each leg. What fails is undone by calls that are not counted here.
   */
  #transact(step: StepPlan, here: number): Taken {
    const business = this.#plan.businesses?.[step.transact?.business ?? -1]
    const calls = this.#plan.programs[step.program]?.steps
    // The step at which a coordinator stands calls nobody.
    if (business === undefined || calls === undefined) return { time: 0, goesOn: 1 }
    const { legs, log, rules } = business
    if (rules.kind === 'local') return this.#block(step, here, [])
    if (rules.kind === 'choreography') return this.#hear(step, here, legs)
    let time = 0
    let goesOn = 1
    legs.forEach(({ confirm }, leg) => {
      const taken = this.#call(calls[3 * leg] as StepPlan, here * goesOn)
      const after = confirm < 0 ? 0 : this.#call(calls[3 * leg + 2] as StepPlan, here * goesOn).time
      time += share(goesOn, taken.time + after)
      goesOn *= taken.goesOn
    })
    if (log >= 0) {
      const writes = legs.length + 2
      time += writes * this.#call(calls[3 * legs.length] as StepPlan, here * writes).time
    }
    return { time, goesOn: step.optional ? 1 : goesOn }
  }

  /**
   * A step of a choreographed saga publishes that it begins, calls a leg, or does what the last message that a leg
   * waits for makes its participant do; as above, what is done when legs fail is not counted.
   */
  #hear(step: StepPlan, here: number, legs: readonly LegPlan[]): Taken {
    const part = step.transact?.part
    if (part?.kind === 'does') {
      const call = this.#plan.programs[step.program]?.steps[0]
      return call === undefined ? { time: 0, goesOn: 1 } : this.#call(call, here)
    }
    const [body = -1] = step.branches
    const waited = part === undefined ? 1 : part.says === 'failed' || part.says === 'undone' ? 0 : 1
    const times = waited / Math.max(1, legs[part?.leg ?? -1]?.after.length ?? 1)
    if (body < 0 || times === 0) return { time: 0, goesOn: 1 }
    this.#use(body, -1, here * times, 0)
    const { whole, success } = this.#mean(body)
    return { time: times * whole, goesOn: part === undefined && !step.optional ? success : 1 }
  }

  /** A block runs its body, and before or after it some statements. */
  #block(step: StepPlan, here: number, around: readonly (StepPlan | undefined)[]): Taken {
    const body = this.#mean(step.program)
    this.#use(step.program, -1, here, 0)
    let time = body.whole
    let goesOn = body.success
    for (const each of around) {
      if (each === undefined) continue
      const taken = this.#call(each, here)
      time += taken.time
      goesOn *= taken.goesOn
    }
    return { time, goesOn: step.optional ? 1 : goesOn }
  }

  #call(step: StepPlan, here: number, more = 0): Taken {
    const callee = this.#mean(step.program)
    this.#use(step.program, step.edge, here, step.request.mean, more)
    const goesOn = step.optional ? 1 : callee.success
    if (step.edge < 0) return { time: this.#plan.inProcess + callee.untilAnswer, goesOn }
    const answer = this.#plan.programs[step.program]?.answer.mean ?? 0
    const { network, clientCpu, serverCpu } = this.#edges.call(step.edge, step.request.mean, answer)
    return { time: clientCpu + network + serverCpu + callee.untilAnswer, goesOn }
  }

  /** All branches start; the step takes as long as the need-th quickest on average, which is a little too short. */
  #parallel(step: StepPlan, here: number): Taken {
    if (step.branches.length === 0) return { time: 0, goesOn: 1 }
    const branches = step.branches.map((branch) => this.#mean(branch))
    const times = new Map<number, number>()
    for (const branch of step.branches) times.set(branch, (times.get(branch) ?? 0) + 1)
    for (const [branch, count] of times) this.#use(branch, -1, here * count, 0)
    return {
      time: nthSmallest(
        branches.map((branch) => branch.whole),
        step.need,
      ),
      goesOn: atLeast(
        branches.map((branch) => branch.success),
        step.need,
      ),
    }
  }

  /** A round that fails ends the repetition, so fewer rounds than asked begin. */
  #repeat(step: StepPlan, here: number): Taken {
    const body = this.#mean(step.program)
    const all = powerOf(body.success, step.amount.mean)
    const rounds = body.success < 1 ? (1 - all) / (1 - body.success) : step.amount.mean
    this.#use(step.program, -1, here * rounds, 0)
    return { time: share(rounds, body.whole), goesOn: all }
  }

  /** At least so often the key is not there: were the most popular keys always kept, and for ever. */
  #cached(step: StepPlan, here: number): Taken {
    const miss = leastMissShare(step.key, this.#plan.caches[step.cache]?.entries ?? 0)
    const body = this.#mean(step.program)
    this.#use(step.program, -1, here * miss, 0)
    return { time: step.amount.mean + share(miss, body.whole), goesOn: 1 - miss * (1 - body.success) }
  }

  #mean(program: number): ProgramMean {
    return this.#means[program] ?? UNKNOWN
  }

  #use(program: number, edge: number, times: number, requestBytes: number, more = 0): void {
    if (times > 0) this.#uses.push({ program, edge, times, requestBytes, more })
  }
}

/** Mean time of a step, ns, and the probability that the program goes on after it. */
interface Taken {
  readonly time: number
  readonly goesOn: number
}

/** Where a program goes on after a step. */
function nextOf(step: StepPlan, index: number): readonly number[] {
  if (step.kind === StepKind.choose || step.kind === StepKind.jump) return step.targets
  // A block is followed by two statements of its own.
  const block = step.kind === StepKind.begin || step.kind === StepKind.lease || step.kind === StepKind.once
  return [block ? index + 3 : index + 1]
}

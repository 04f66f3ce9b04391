import { invariant } from '../../kernel/invariant.ts'

/** How far a saga is. */
export const Stage = {
  /** Its legs are done. */
  running: 0,
  /** What was done is undone. */
  turned: 1,
  /** All is done, and is confirmed. */
  confirming: 2,
  /** Over for good. */
  committed: 3,
  compensated: 4,
  abandoned: 5,
} as const
export type Stage = (typeof Stage)[keyof typeof Stage]

/** What the log says of one leg, in the light of the stage. */
export const Mark = {
  /** Not done, as far as is known; once it has turned: never begun. */
  open: 0,
  /** Done; once it has turned: perhaps. */
  done: 1,
  /** Undone, or not to be undone; confirmed. */
  closed: 2,
  /** Given up. */
  lost: 3,
} as const
export type Mark = (typeof Mark)[keyof typeof Mark]

/** What a coordinator writes down: all that it needs to go on after a crash. */
export interface Entry {
  readonly stage: Stage
  /** Why it has turned; 0 as long as it has not. */
  readonly reason: number
  readonly marks: readonly Mark[]
}

const MARKS = 4
const STAGES = 8
/** Legs whose marks fit into a number with the rest. */
const LEGS_AT_MOST = 18

/** The entry as one integer, at least 0: what stands in the row. */
export function encode({ stage, reason, marks }: Entry): number {
  invariant(marks.length <= LEGS_AT_MOST, 'a business transaction has more legs than its log can tell of')
  let code = reason * STAGES + stage
  for (let i = marks.length - 1; i >= 0; i--) code = code * MARKS + (marks[i] as number)
  return code
}

/** The entry that was written as `code`, of a transaction with so many legs. */
export function decode(code: number, legs: number): Entry {
  let rest = code
  const marks: Mark[] = []
  for (let i = 0; i < legs; i++) {
    marks.push((rest % MARKS) as Mark)
    rest = Math.floor(rest / MARKS)
  }
  return { stage: (rest % STAGES) as Stage, reason: Math.floor(rest / STAGES), marks }
}

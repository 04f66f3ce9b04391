import { BusinessKind } from '../business-fact.ts'

/** What is done about a leg: its operation, its undo or its confirm; the place of the call in the program of calls. */
export const Phase = { operation: 0, undo: 1, confirm: 2 } as const
export type Phase = (typeof Phase)[keyof typeof Phase]

/** Facts by phase: the coordinator calls, and hears; the callee has done it, or had done it before. */
export const CALLED: readonly BusinessKind[] = [
  BusinessKind.called,
  BusinessKind.undoCalled,
  BusinessKind.confirmCalled,
]
export const ANSWERED: readonly BusinessKind[] = [
  BusinessKind.answered,
  BusinessKind.undoAnswered,
  BusinessKind.confirmAnswered,
]
export const DONE: readonly BusinessKind[] = [BusinessKind.effect, BusinessKind.undone, BusinessKind.confirmed]
export const ABSORBED: readonly BusinessKind[] = [
  BusinessKind.absorbed,
  BusinessKind.undoAbsorbed,
  BusinessKind.confirmAbsorbed,
]

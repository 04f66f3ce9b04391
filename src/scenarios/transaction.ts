import type { Law } from './law.ts'

/** One leg of a business transaction: an operation, what undoes it, and what confirms it. */
export interface CallLeg {
  readonly kind: 'leg'
  /** As written: `module.operation`, or `operation` of the same module. */
  readonly call: string
  readonly undo?: string
  readonly confirm?: string
  /** When it has succeeded, nothing is undone any more. Default false. */
  readonly pivot: boolean
  /** Payload of each request, bytes. Default 1 KiB. */
  readonly request: Law
}

/** Legs, one after the other, at once, or as a transaction inside the transaction. */
export type Leg =
  | CallLeg
  | { readonly kind: 'parallel'; readonly parallel: readonly Leg[] }
  | { readonly kind: 'transaction'; readonly transaction: string; readonly steps: readonly Leg[] }

/** How a business transaction is realised; times in ns. */
export type Realisation =
  | { readonly kind: 'local' }
  | { readonly kind: 'none' }
  | OrchestratedSaga
  | ChoreographedSaga
  | TwoPhaseCommit
  | TryConfirmCancel

export interface Perseverance {
  /** Of one leg, from 1. Default 3. */
  readonly attempts: number
  /** Default 100 ms. */
  readonly backoff: Law
  /** Of what must succeed. Default Infinity. */
  readonly 'undo-attempts': number
  /** Default 1 s. */
  readonly 'undo-backoff': Law
  /** Infinity for none, the default. */
  readonly timeout: number
  /** After a crash of the coordinator. Default 5 s. */
  readonly resume: number
  /** Where the coordinator keeps what it knows. Default `store`. */
  readonly log: 'store' | 'memory'
}

export interface OrchestratedSaga extends Perseverance {
  readonly kind: 'saga'
  readonly answer: 'settled' | 'accepted'
  readonly 'semantic-lock': 'none' | 'fail' | 'wait'
  readonly 'reread-value': boolean
  readonly 'version-file': boolean
  /** Who orchestrates: the caller's own process, or AWS Step Functions, which is paid by the state transition. */
  readonly engine: 'own' | 'step-functions'
}

export interface ChoreographedSaga {
  readonly kind: 'choreography'
  /** Default `accepted`. */
  readonly answer: 'settled' | 'accepted'
  readonly timeout: number
}

export interface TwoPhaseCommit {
  readonly kind: 'two-phase-commit'
  /** How long the coordinator waits for votes. Default 5 s. */
  readonly timeout: number
  /** Default 1 s. */
  readonly resend: Law
  readonly resume: number
  readonly log: 'store' | 'memory'
}

export interface TryConfirmCancel extends Perseverance {
  readonly kind: 'try-confirm-cancel'
}

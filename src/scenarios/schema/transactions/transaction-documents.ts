import type { Count, Quantity } from '../literals.ts'

/** A leg of a business transaction as people write it. */
export type LegDocument =
  | {
      readonly call: string
      readonly undo?: string | undefined
      readonly confirm?: string | undefined
      readonly pivot?: boolean | undefined
      readonly request?: Quantity | undefined
    }
  | { readonly parallel: readonly LegDocument[] }
  | { readonly transaction: string; readonly steps: readonly LegDocument[] }

/** A business transaction as people write it. */
export interface TransactionStepDocument {
  readonly transaction: string
  readonly steps: readonly LegDocument[]
  readonly optional?: boolean | undefined
}

interface PerseveranceDocument {
  readonly attempts?: 'unlimited' | Count | undefined
  readonly backoff?: Quantity | undefined
  readonly 'undo-attempts'?: 'unlimited' | Count | undefined
  readonly 'undo-backoff'?: Quantity | undefined
  readonly timeout?: 'none' | Quantity | undefined
  readonly resume?: Quantity | undefined
  readonly log?: 'store' | 'memory' | undefined
}

/** How a business transaction is realised, as people write it. */
export type RealisationDocument =
  | 'local'
  | 'none'
  | 'saga'
  | 'two-phase-commit'
  | 'try-confirm-cancel'
  | SagaDocument
  | { readonly 'two-phase-commit': TwoPhaseDocument }
  | { readonly 'try-confirm-cancel': PerseveranceDocument }

export interface SagaDocument extends PerseveranceDocument {
  readonly saga: 'orchestrated' | 'choreographed'
  readonly answer?: 'settled' | 'accepted' | undefined
  readonly 'semantic-lock'?: 'none' | 'fail' | 'wait' | undefined
  readonly 'reread-value'?: boolean | undefined
  readonly 'version-file'?: boolean | undefined
  readonly engine?: 'own' | 'step-functions' | undefined
}

export interface TwoPhaseDocument {
  readonly timeout?: Quantity | undefined
  readonly resend?: Quantity | undefined
  readonly resume?: Quantity | undefined
  readonly log?: 'store' | 'memory' | undefined
}

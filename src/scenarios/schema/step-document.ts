import type { DataStepDocument } from './data-step-document.ts'
import type { Count, Quantity, Share } from './literals.ts'

/** A step as written: one key that names its kind, and its options. */
export type StepDocument =
  | { readonly cpu: Quantity }
  | { readonly io: Quantity }
  | CallDocument
  | { readonly send: string; readonly request?: Quantity | undefined }
  | {
      readonly parallel: readonly StepsDocument[] | { readonly times: Count; readonly do: StepsDocument }
      readonly need?: 'all' | 'any' | Count | undefined
    }
  | { readonly choose: readonly ChoiceDocument[] }
  | { readonly repeat: Count; readonly do: StepsDocument }
  | DataStepDocument
  | { readonly fail: Share; readonly as?: string | undefined }
  | { readonly respond: true }
  | 'respond'

/** A list of steps, or a single one. */
export type StepsDocument = StepDocument | readonly StepDocument[]

export interface CallDocument {
  readonly call: string
  readonly timeout?: Quantity | undefined
  readonly optional?: boolean | undefined
  readonly key?: string | undefined
  readonly request?: Quantity | undefined
}

/** A share of all times, or a weight among the choices. */
export interface ChoiceDocument {
  readonly share?: Share | undefined
  readonly weight?: Count | undefined
  readonly do: StepsDocument
}

/** What an instance runs on. */
export type Machine =
  | { readonly kind: 'named'; readonly name: string }
  | {
      readonly kind: 'inline'
      readonly vcpu: number
      /** Bytes. */
      readonly memory: number
      /** US dollars per hour. */
      readonly price: number
    }

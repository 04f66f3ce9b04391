/** `from -> to`; each side a name of a unit, module or workload, or a pattern with `*` for any run of characters. */
export interface EdgePattern {
  /** Canonical: `web -> payments`. */
  readonly text: string
  readonly from: string
  readonly to: string
}

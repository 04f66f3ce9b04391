/**
 * The percentage that a share stands for, with the digits its author wrote (up to nine decimals): 0.07 gives 7, where
 * 0.07 * 100 is 7.000000000000001. Libraries that are configured in percent compare with that number.
 */
export function percent(share: number): number {
  return Math.round(share * 1e11) / 1e9
}

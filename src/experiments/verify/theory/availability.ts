/**
 * Availability of a request that needs all of `count` independent parts, or any one of them, each good with probability
 * `each`. Source: algebra of independent events.
 */
export const availability: {
  readonly series: (each: number, count: number) => number
  readonly parallel: (each: number, count: number) => number
} = {
  series: (each, count) => Math.pow(each, count),
  parallel: (each, count) => 1 - Math.pow(1 - each, count),
}

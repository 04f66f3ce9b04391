import type { TrafficPrice } from './price.ts'

const GIGABYTE = 1e9

/**
 * US dollars a month for `bytes` a month of one kind of traffic. `steps` are the prices of that kind, of one provider
 * and region, cheapest volume first: each byte costs the price of the step it falls in. Where both ends pay, it costs
 * twice. Traffic without a price costs nothing.
 */
export function trafficCost(bytes: number, steps: readonly TrafficPrice[]): number {
  let cost = 0
  let paid = 0
  for (const step of steps) {
    if (bytes <= paid) break
    const upTo = Math.min(bytes, step.upToBytesPerMonth)
    const ends = step.bothEnds ? 2 : 1
    cost += (Math.max(0, upTo - paid) / GIGABYTE) * step.pricePerGigabyte * ends
    paid = Math.max(paid, upTo)
  }
  return cost
}

/** The steps of one kind of traffic: those of the region that the book names first. */
export function stepsOf(prices: readonly TrafficPrice[], traffic: string): readonly TrafficPrice[] {
  const first = prices.find((price) => price.traffic === traffic)
  return prices.filter((price) => price.traffic === traffic && price.region === first?.region)
}

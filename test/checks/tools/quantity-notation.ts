import type { QuantityEvent } from '../../../src/checks/histories/quantities/conserved.ts'

/**
 * What happened to a quantity, from `a=5@0 in5@0 in-2@9 r{a5,b-3}@9`: at 0 ns account a holds 5, and 5 came in from
 * outside; at 9 ns 2 went out, and reader r saw 5 in a and -3 in b.
 */
export function quantityEvents(text: string): QuantityEvent[] {
  return text.split(/ +/).map((token): QuantityEvent => {
    const [, account, amount] = /^([a-z]+)=(-?\d+)@/.exec(token) ?? []
    const at = Number(/@(\d+)$/.exec(token)?.[1])
    if (account !== undefined) return { kind: 'balance', at, account, amount: Number(amount) }
    const [, injected] = /^in(-?\d+)@/.exec(token) ?? []
    if (injected !== undefined) return { kind: 'injection', at, amount: Number(injected) }
    const [, reader, list] = /^([a-z]+)\{(.*)\}@/.exec(token) ?? []
    if (reader === undefined || list === undefined) throw new Error(`no event: ${token}`)
    const balances = [...list.matchAll(/([a-z]+)(-?\d+)/g)].map(([, name = '', held]) => ({
      account: name,
      amount: Number(held),
    }))
    return { kind: 'view', at, reader, balances }
  })
}

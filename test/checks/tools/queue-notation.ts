import type { QueueEvent, QueueHistory } from '../../../src/checks/histories/queues/queue-history.ts'

const KINDS: Readonly<Record<string, QueueEvent['kind']>> = {
  p: 'published',
  c: 'confirmed',
  d: 'delivered',
  r: 'delivered',
  h: 'handled',
  s: 'settled',
  D: 'dead',
  x: 'dropped',
}

/**
 * What happened at a queue, from `p1k c1 d1 r1 h1 s1 D2 x3 | 4`: message 1 with key k is published, confirmed,
 * delivered, delivered again (and said to be), handled, settled; 2 becomes a dead letter, 3 is dropped, 4 is there at
 * the end. Each 10 ns after the one before.
 */
export function queueHistory(text: string): QueueHistory {
  const [events = '', left = ''] = text.split('|')
  const words = (some: string): string[] => some.split(/ +/).filter((word) => word !== '')
  return {
    events: words(events).map((token, place): QueueEvent => {
      const [, mark = '', number = '', key = ''] = /^([pcdrhsDx])(\d+)([a-z]?)$/.exec(token) ?? []
      const kind = KINDS[mark]
      if (kind === undefined) throw new Error(`no event: ${token}`)
      const again = mark === 'r' ? { redelivered: true } : {}
      return { kind, at: place * 10, message: `m${number}`, ...(key === '' ? {} : { key }), ...again }
    }),
    left: words(left).map((number) => `m${number}`),
  }
}

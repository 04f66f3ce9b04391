import type { SubscriptionPattern } from '../event-pattern.ts'
import { Mistake } from './mistake.ts'

/** Longest name of an event: `on-` before it is still a name. */
const MOST = 60
const EVENT = /^[A-Za-z][A-Za-z0-9_-]*(\.[A-Za-z0-9_-]+)*$/
const EVENT_GLOB = /^[A-Za-z0-9_*-]+(\.[A-Za-z0-9_*-]+)*$/
const MODULE_GLOB = /^[A-Za-z0-9_*-]+$/
const RULE = `words of letters, digits, "-" and "_", with dots between them, at most ${MOST} characters: order.placed`
const EXPECTED = 'an event and the module that handles it: "order.placed -> mailer", "* -> mailer"'

/** Reads the name of an event: words with dots between them, the first beginning with a letter. */
export function parseEventName(text: string): string | Mistake {
  if (text.length <= MOST && EVENT.test(text)) return text
  return new Mistake('S300', `"${text}" cannot be the name of an event`, whole(text), { expected: RULE })
}

/** Reads the name of an event in which `*` stands for any run of characters. */
export function parseEventPattern(text: string): string | Mistake {
  if (text.length <= MOST && EVENT_GLOB.test(text)) return text
  return new Mistake('S300', `"${text}" cannot be the name of an event, or a pattern`, whole(text), {
    expected: `${RULE}, perhaps with *`,
  })
}

/** Reads `event -> module`, each side perhaps with `*`. */
export function parseSubscriptionPattern(text: string): SubscriptionPattern | Mistake {
  const sides = text.split('->')
  const [event = '', module = ''] = sides.map((side) => side.trim())
  const fits = (side: string, glob: RegExp): boolean => side.length <= 64 && glob.test(side)
  if (sides.length === 2 && fits(event, EVENT_GLOB) && fits(module, MODULE_GLOB)) {
    return { text: `${event} -> ${module}`, event, module }
  }
  const lone = sides.length === 1 && fits(text.trim(), EVENT_GLOB) ? { suggestion: `${text.trim()} -> *` } : {}
  const turned =
    sides.length === 2 && fits(module, EVENT_GLOB) && fits(event, MODULE_GLOB)
      ? { suggestion: `${module} -> ${event}` }
      : {}
  return new Mistake('S301', `"${text}" does not say who handles what`, whole(text), {
    expected: EXPECTED,
    ...lone,
    ...turned,
  })
}

function whole(text: string): { start: number; end: number } {
  return { start: 0, end: text.length }
}

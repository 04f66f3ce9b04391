import type { LimitReached } from '../sim/kernel/engine.ts'

const NS_PER_SECOND = 1e9
/** The setting that raises each limit. */
const SETTINGS: Readonly<Record<LimitReached['kind'], string>> = {
  events: 'run.limits.events',
  'events-per-instant': 'run.limits.events-per-instant',
  'pending-events': 'run.limits.pending',
}
const CYCLE_SHOWN = 6

/** A limit that stopped a run: which, where, what went round in circles, and what raises it. */
export function limitText({ kind, limit, time, cycle }: LimitReached): string {
  const at = `at ${time / NS_PER_SECOND} s`
  const raise = `raise ${SETTINGS[kind]} to go on`
  switch (kind) {
    case 'events':
      return `${limit} events were used up ${at}; ${raise}`
    case 'pending-events':
      return `${limit} events were waiting ${at}: requests pile up; ${raise}`
    case 'events-per-instant': {
      const shown = cycle.slice(0, CYCLE_SHOWN).join(', ')
      const more = cycle.length > CYCLE_SHOWN ? `, and ${cycle.length - CYCLE_SHOWN} more` : ''
      return `${limit} events happened ${at} without time passing: ${shown}${more}, again and again; ${raise}`
    }
  }
}

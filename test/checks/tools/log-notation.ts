import type {
  LogEntry,
  LogHistory,
  LogOperation,
  LogPoll,
  LogSend,
} from '../../../src/checks/histories/logs/log-history.ts'

/**
 * What was done to logs, from `a.sx1@0 a.sx2+sy3@5! b.px1@0,2@1 b.=xy`: session a sends 1 to log x, where it stands at
 * 0; then, in one operation that fails, 2 to x and 3 to y; b polls 1 and 2, and then is given x and y to read. `?` at
 * the end: no answer; `c35`: committed at 35 ns. Each takes 5 ns and begins 10 ns after the one before. After `|` what
 * was removed (`x0`), and `drained`.
 */
export function logHistory(text: string): LogHistory {
  const [operations = '', rest = ''] = text.split('|')
  const words = (some: string): string[] => some.split(/ +/).filter((word) => word !== '')
  const removed = words(rest)
    .filter((word) => word !== 'drained')
    .map((word) => ({ key: word.slice(0, 1), offset: Number(word.slice(1)) }))
  return { operations: words(operations).map(operation), removed, drained: rest.includes('drained') }
}

function operation(token: string, place: number): LogOperation {
  const [, session, what = '', committed, mark = ''] = /^([a-z])\.(.*?)(?:c(\d+))?([!?]?)$/.exec(token) ?? []
  if (session === undefined) throw new Error(`no operation: ${token}`)
  const call = place * 10
  const times = { session, call, return: mark === '?' ? Infinity : call + 5 }
  const outcome = mark === '!' ? 'fail' : mark === '?' ? 'info' : 'ok'
  const done = committed === undefined ? {} : { committed: Number(committed) }
  if (what.startsWith('=')) return { ...times, outcome, steps: [], assigned: what.slice(1).split('') }
  return { ...times, outcome, steps: what.split('+').map(step), ...done }
}

function step(text: string): LogSend | LogPoll {
  const [, deed, key = '', rest = ''] = /^([sp])([a-z])(.*)$/.exec(text) ?? []
  if (deed === undefined) throw new Error(`no step: ${text}`)
  if (deed === 'p') return { kind: 'poll', key, entries: rest === '' ? [] : rest.split(',').map(entry) }
  const [value, offset] = rest.split('@')
  return { kind: 'send', key, value: Number(value), ...(offset === undefined ? {} : { offset: Number(offset) }) }
}

function entry(text: string): LogEntry {
  const [value, offset] = text.split('@')
  return { value: Number(value), offset: Number(offset) }
}

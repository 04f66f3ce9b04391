import type {
  Add,
  CompareAndSet,
  Operation,
  Read,
  Value,
  Write,
} from '../../../src/checks/histories/registers/operation.ts'

/** What to read into the notation. */
export interface NotationOptions {
  /** Whether numbers that are written and read are versions, too. */
  readonly versions?: boolean
}

const token = new RegExp(
  [
    /^(?:(?<key>[a-z]+)\.)?(?<deed>[wrcn+])(?<text>[^@]+)/,
    /@(?<call>\d+)-(?<end>\d+|\?)(?<failed>!?)/,
    /(?:#(?<order>\d+))?(?:v(?<version>\d+))?(?:t(?<committed>\d+))?$/,
  ]
    .map(({ source }) => source)
    .join(''),
)

/**
 * Operations from lines such as `a: w1@0-10 y.r_@11-12`: session a writes 1 to x from 0 to 10 ns, then reads nothing
 * of y. `w` write, `r` read, `c1>2` replaces 1 by 2, `n1>2` is refused to, `+1` adds, `+1=3` and was told 3. A `?` for
 * the return: no answer. After the times `!` failed, `#1` place in the store's order, `v1` version, `t5` committed at.
 */
export function registerHistory(lines: readonly string[], options: NotationOptions = {}): Operation[] {
  return lines.flatMap((line) => {
    const [session = '', ...tokens] = line.split(/:? +/)
    return tokens.map((text) => operation(session, text, options))
  })
}

function operation(session: string, text: string, { versions = false }: NotationOptions): Operation {
  const groups = token.exec(text)?.groups
  if (groups === undefined) throw new Error(`no operation: ${text}`)
  const { key = 'x', deed = '', text: what = '', call, end, failed, order, version, committed } = groups
  const body = bodyOf(deed, what)
  const seen = version ?? (versions && typeof body.value === 'number' ? `${body.value}` : undefined)
  return {
    session,
    key,
    call: Number(call),
    return: end === '?' ? Infinity : Number(end),
    outcome: failed === '!' ? 'fail' : end === '?' ? 'info' : 'ok',
    ...body,
    ...(order === undefined ? {} : { order: Number(order) }),
    ...(seen === undefined ? {} : { version: Number(seen) }),
    ...(committed === undefined ? {} : { committed: Number(committed) }),
  }
}

type Body =
  | Pick<Read, 'kind' | 'value'>
  | Pick<Write, 'kind' | 'value'>
  | Pick<CompareAndSet, 'kind' | 'value' | 'expected' | 'swapped'>
  | Pick<Add, 'kind' | 'value' | 'result'>

function bodyOf(deed: string, what: string): Body {
  if (deed === 'r') return { kind: 'read', value: valueOf(what) }
  if (deed === 'w') return { kind: 'write', value: valueOf(what) }
  if (deed === '+') {
    const [amount, result] = what.split('=')
    return { kind: 'add', value: Number(amount), ...(result === undefined ? {} : { result: Number(result) }) }
  }
  const [expected = '', value = ''] = what.split('>')
  const swapped = deed === 'c'
  return { kind: 'cas', expected: valueOf(expected), value: valueOf(value), swapped }
}

function valueOf(text: string): Value {
  if (text === '_') return null
  return /^-?\d+$/.test(text) ? Number(text) : text
}

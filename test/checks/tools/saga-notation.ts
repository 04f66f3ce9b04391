import type { SagaEvent, SagaLeg } from '../../../src/checks/histories/sagas/saga-history.ts'

const KINDS: Readonly<Record<string, SagaEvent['kind']>> = {
  b: 'begun',
  c: 'called',
  d: 'done',
  A: 'absorbed',
  t: 'turned',
  u: 'undone',
  U: 'undo-absorbed',
  e: 'ended',
}

/**
 * What happened to sagas, from `b1 c1x d1x t1 u1x A1x U1x e1`: saga 1 begins, its leg x is called, done, the saga turns
 * round, x is undone, done again and recognised, undone again and recognised, and the saga has ended. Each 10 ns after
 * the one before; `.` lets 10 ns pass.
 */
export function sagaEvents(text: string): SagaEvent[] {
  return text.split(/ +/).flatMap((token, place): SagaEvent[] => {
    if (token === '.') return []
    const [, mark = '', saga = '', leg = ''] = /^([bcdAtuUe])(\d)([a-z]?)$/.exec(token) ?? []
    const kind = KINDS[mark]
    if (kind === undefined) throw new Error(`no event: ${token}`)
    return [{ kind, at: place * 10, saga, ...(leg === '' ? {} : { leg }) }]
  })
}

/** Legs from `x y<x z<xy* v-`: y comes after x, z after both and is the pivot, v cannot be undone. */
export function sagaLegs(text: string): SagaLeg[] {
  return text.split(/ +/).map((token) => {
    const [, name = '', after = '', mark = ''] = /^([a-z])(?:<([a-z]+))?([*-]*)$/.exec(token) ?? []
    if (name === '') throw new Error(`no leg: ${token}`)
    return { name, after: after.split(''), pivot: mark.includes('*'), undoable: !mark.includes('-') }
  })
}

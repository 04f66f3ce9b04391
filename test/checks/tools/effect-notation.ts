import type { EffectEvent } from '../../../src/checks/histories/effects/effect-history.ts'

const KINDS: Readonly<Record<string, Pick<EffectEvent, 'kind' | 'outcome'>>> = {
  '?': { kind: 'asked' },
  '+': { kind: 'effect' },
  '-': { kind: 'undone' },
  '=': { kind: 'absorbed' },
  'ok:': { kind: 'told', outcome: 'ok' },
  'fail:': { kind: 'told', outcome: 'fail' },
  'info:': { kind: 'told', outcome: 'info' },
}

/**
 * Events from `?a +a ok:a -a =a`: somebody asks for a, it is done, its caller is told so, it is undone, and recognised
 * as done before. `fail:a`, `info:a`: the caller is told that it failed, or nobody knows. Each 10 ns after the one
 * before.
 */
export function effectEvents(text: string): EffectEvent[] {
  return text.split(/ +/).map((token, place) => {
    const [, mark = '', id = ''] = /^([?+=-]|ok:|fail:|info:)(\w+)$/.exec(token) ?? []
    const what = KINDS[mark]
    if (what === undefined) throw new Error(`no event: ${token}`)
    return { ...what, at: place * 10, id }
  })
}

import type { Story } from '../../experiments/story/story.ts'
import { withDecimals } from '../format-number.ts'
import { storyTitle } from './story-text.ts'

/** A story as a Mermaid sequence diagram; whatever names hold, they cannot be taken for a part of its language. */
export function storyMermaid(story: Story): string {
  const places = placesOf(story)
  const aliasOf = new Map(places.map((place, at) => [place, `p${at}`]))
  const all = places.length === 0 ? '' : `p0${places.length > 1 ? `,p${places.length - 1}` : ''}`
  const lines = story.moments.flatMap(({ atMs, kind, from, to, text }): string[] => {
    const told = `${withDecimals(atMs, 3)} ms ${escaped(text)}`
    const [here, there] = [aliasOf.get(from), aliasOf.get(to)]
    if (here === undefined) return all === '' ? [] : [`Note over ${all}: ${told}`]
    if (there === undefined) return [`Note over ${here}: ${told}`]
    const arrow = kind === 'call' ? '->>' : kind === 'answer' ? '-->>' : '--x'
    return [`${here}${arrow}${there}: ${told}`]
  })
  const beliefs = story.beliefs
    .filter(({ wrong }) => wrong)
    .map(({ who, about, believes, truth }) => {
      const text = escaped(`${who === '' ? 'somebody' : who} believes of ${about}: ${believes}. It is ${truth}.`)
      return `Note over ${aliasOf.get(who.split('/')[0] ?? '') ?? 'p0'}: ${text}`
    })
  const participants = places.map((place, at) => `participant p${at} as ${escaped(place)}`)
  const body = [...participants, ...lines, ...(places.length === 0 ? [] : beliefs)]
  const head = ['sequenceDiagram', `  %% ${escaped(storyTitle(story))}`]
  return `${[...head, ...body.map((line) => `  ${line}`)].join('\n')}\n`
}

/** Those who take part, in the order in which they are met. */
function placesOf({ moments }: Story): readonly string[] {
  return [...new Set(moments.flatMap(({ from, to }) => [from, to]))].filter((place) => place !== '')
}

/** Letters, digits and harmless signs stand for themselves, all else for its number, as in HTML. */
function escaped(text: string): string {
  return Array.from(text)
    .map((sign) => (/[\p{L}\p{N} .,:()=>[\]/_*+-]/u.test(sign) ? sign : /\s/u.test(sign) ? ' ' : codeOf(sign)))
    .join('')
    .replaceAll('->', '→')
}

function codeOf(sign: string): string {
  return `#${sign.codePointAt(0) ?? 32};`
}

import { describe, expect, test } from 'vitest'
import type { PreparedVariant } from '../../src/experiments/prepare.ts'
import { messageMoment } from '../../src/experiments/story/message-moments.ts'
import type { Story, StorySubject } from '../../src/experiments/story/story.ts'
import { StoryNames } from '../../src/experiments/story/story-names.ts'
import { tellStory } from '../../src/experiments/story/tell-story.ts'
import { storyMermaid } from '../../src/report/story/story-mermaid.ts'
import { storyText } from '../../src/report/story/story-text.ts'
import { MessageFact, MessageKind } from '../../src/sim/message-fact.ts'
import { ORDERS } from './orders.ts'
import { prepared } from './tiny-scenario.ts'

const { variants } = prepared(ORDERS)
const variant = (name: string): PreparedVariant => {
  const found = variants.find((one) => one.name === name)
  if (found === undefined) throw new Error(`no variant ${name}`)
  return found
}
const place = { seed: '3', replication: 0 }
const order: StorySubject = { kind: 'transaction', name: 'place-order', number: null }

function told(name: string, subject: StorySubject = order, anomaly: string | null = null): Story {
  const story = tellStory(variant(name), place, subject, anomaly)
  if (story === undefined) throw new Error('there is nothing to tell')
  return story
}

describe('the story of a business transaction', () => {
  test('is that of the first one with which something went wrong', () => {
    const story = told('saga')
    expect(story.anomalies).toContain('doubleEffects')
    const earlier = Array.from({ length: story.number }, (_, number) => told('saga', { ...order, number }))
    expect(earlier.length).toBeGreaterThan(0)
    for (const { anomalies } of earlier) expect(anomalies).toEqual([])
  })

  test('tells who called whom, which answer was lost, and what each believed', () => {
    const { moments, beliefs, number, origin } = told('saga', order, 'doubleEffects')
    expect(origin).toMatch(/^shoppers #\d+$/)
    const texts = moments.map(({ text }) => text)
    expect(texts[0]).toBe('place-order begins')
    const lost = moments.filter(({ kind }) => kind === 'lost')
    expect(lost[0]).toMatchObject({ from: 'payments', to: 'shop', node: 'shop/0' })
    expect(lost[0]?.text).toMatch(/^no answer to payments\.charge: timeout; the work will be done at [\d.]+ ms$/)
    expect(texts.filter((text) => text.startsWith('does payments.charge')).length).toBeGreaterThan(1)
    const charge = beliefs.find(({ about }) => about === 'payments.charge')
    expect(charge).toMatchObject({ who: 'shop/0', believes: 'done', wrong: true })
    expect(charge?.truth).toMatch(/^done \d times$/)
    expect(beliefs.find(({ about }) => about === 'inventory.reserve')).toMatchObject({ truth: 'done', wrong: false })
    expect(number).toBeGreaterThanOrEqual(0)
  })

  test('is told in time, and is the same every time', () => {
    const story = told('dual')
    expect(story.moments.map(({ atMs }) => atMs)).toEqual(
      story.moments.map(({ atMs }) => atMs).toSorted((a, b) => a - b),
    )
    expect(told('dual')).toEqual(story)
  })

  test('of one that was given up says what was left behind', () => {
    const { beliefs, moments } = told('dual', order, 'abandoned')
    expect(moments.map(({ text }) => text)).toContain(
      'place-order gives up, with some legs done and others not: timeout',
    )
    expect(beliefs.filter(({ wrong }) => wrong).map(({ about }) => about)).toEqual(['payments.charge', 'place-order'])
  })

  test('of one that there is not is none', () => {
    expect(tellStory(variant('saga'), place, { ...order, number: 1e9 })).toBeUndefined()
    expect(tellStory(variant('saga'), place, order, 'stuck')).toBeUndefined()
  })
})

describe('the story of a message', () => {
  test('goes from who publishes it to who handles it', () => {
    const { moments, beliefs } = told('saga', { kind: 'message', name: 'order.placed', number: 5 })
    expect(moments.map(({ kind, from, to, text }) => `${kind} ${from} ${to}: ${text}`)).toEqual([
      'note orders : publishes order.placed #5',
      'call orders rabbit: order.placed #5 is there for mailer',
      'call rabbit mailer: delivers order.placed #5',
      'answer rabbit orders: order.placed #5 is confirmed',
      'note mailer : has handled order.placed #5',
      'note mailer : does mailer.on-order-placed',
      'note rabbit : is done with order.placed #5 for mailer',
    ])
    expect(beliefs).toMatchObject([{ believes: 'it has arrived', truth: 'handled', wrong: false }])
  })
})

describe('the story of a request', () => {
  test('has all that it brought about', () => {
    const { moments } = told('saga', { kind: 'request', name: 'shoppers', number: 2 })
    const texts = moments.map(({ text }) => text)
    expect(texts).toContain('place-order begins')
    expect(texts.some((text) => text.startsWith('publishes order.placed'))).toBe(true)
    expect(texts.some((text) => text.startsWith('writes stock['))).toBe(true)
  })
})

describe('a story on paper', () => {
  test('has a line for each moment and each belief', () => {
    const story = told('saga')
    const text = storyText(story)
    expect(text.split('\n')[0]).toMatch(/^saga, replication 0: place-order #\d+ of shoppers #\d+: done again/)
    expect(text.split('\n').length).toBe(1 + story.moments.length + 2 + story.beliefs.length + 1)
  })

  test('is a sequence diagram in which names are only names', () => {
    const evil = 'a; b -> c\nend #1 <b>"x" %% `y`'
    const story: Story = {
      ...told('saga'),
      moments: [
        { atMs: 1, kind: 'call', from: evil, to: 'shop', node: '', text: evil },
        { atMs: 2, kind: 'lost', from: 'shop', to: evil, node: '', text: 'x' },
        { atMs: 3, kind: 'note', from: '', to: '', node: '', text: 'a fault begins' },
      ],
      beliefs: [],
    }
    const lines = storyMermaid(story).trimEnd().split('\n')
    expect(lines[0]).toBe('sequenceDiagram')
    expect(lines.slice(2)).toEqual([
      '  participant p0 as a#59; b → c end #35;1 #60;b>#34;x#34; #37;#37; #96;y#96;',
      '  participant p1 as shop',
      '  p0->>p1: 1.000 ms a#59; b → c end #35;1 #60;b>#34;x#34; #37;#37; #96;y#96;',
      '  p1--xp0: 2.000 ms x',
      '  Note over p0,p1: 3.000 ms a fault begins',
    ])
  })

  test('of a real run has only lines of the diagram language', () => {
    const line = /^ {2}(%% .*|participant p\d+ as .+|Note over p\d+(,p\d+)?: .+|p\d+(->>|-->>|--x)p\d+: .+)$/
    const [head, ...rest] = storyMermaid(told('dual')).trimEnd().split('\n')
    expect(head).toBe('sequenceDiagram')
    expect(rest.filter((one) => !line.test(one))).toEqual([])
  })
})

describe('a delivery that never came to its handler', () => {
  test('is an answer that was lost, and no failure of the handler', () => {
    const { plan } = variant('dual')
    const instance = plan.units.findIndex(({ name }) => name === 'mailer')
    const nodes = plan.units.slice(0, instance).reduce((sum, { instances }) => sum + instances, 0)
    const fact = Object.assign(new MessageFact(), {
      kind: MessageKind.failed,
      message: 3,
      subscription: 0,
      instance: nodes,
      outcome: plan.outcomes.indexOf('timeout'),
    })
    const moment = (isUnreached: boolean) => messageMoment(fact, new StoryNames(plan), 'orders', isUnreached)
    expect(moment(true)).toMatchObject({
      kind: 'lost',
      from: 'rabbit',
      to: 'mailer',
      text: 'order.placed #3 does not reach mailer/0: timeout',
    })
    expect(moment(false)).toMatchObject({
      kind: 'note',
      from: 'mailer',
      text: 'fails to handle order.placed #3: timeout',
    })
  })
})
